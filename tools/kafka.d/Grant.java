// Gives a node of a house what it needs on a cluster that denies by default, and nothing else.
//
//   java -cp 'build/kafka/lib/*' tools/kafka.d/Grant.java BROKERS ADMIN_PROPERTIES PRINCIPAL TOPIC
//
// PRINCIPAL as the broker names it ("User:CN=node"), TOPIC the journal's (serve --topic). The house
// record's topic, the owners' group and the public topics bear its name and a suffix. Doing it again
// changes nothing.
import java.io.FileReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

class Grant {
  static final List<AclBinding> granted = new ArrayList<>();

  static void grant(String who, ResourceType type, String name, PatternType pattern,
      AclOperation... operations) {
    for (var operation : operations) {
      granted.add(new AclBinding(new ResourcePattern(type, name, pattern),
          new AccessControlEntry(who, "*", operation, AclPermissionType.ALLOW)));
    }
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 4) {
      System.err.println("usage: Grant.java BROKERS ADMIN_PROPERTIES PRINCIPAL TOPIC");
      System.exit(2);
    }
    var settings = new Properties();
    try (var file = new FileReader(arguments[1])) {
      settings.load(file);
    }
    settings.put("bootstrap.servers", arguments[0]);
    var who = arguments[2];
    var topic = arguments[3];
    AclOperation[] of_a_topic = {AclOperation.CREATE, AclOperation.DESCRIBE,
        AclOperation.DESCRIBE_CONFIGS, AclOperation.READ, AclOperation.WRITE};
    grant(who, ResourceType.TOPIC, topic, PatternType.LITERAL, of_a_topic);
    grant(who, ResourceType.TOPIC, topic + "-house", PatternType.LITERAL, of_a_topic);
    // Empty for ever: nobody writes it.
    grant(who, ResourceType.TOPIC, topic + "-owners", PatternType.LITERAL, AclOperation.CREATE,
        AclOperation.DESCRIBE, AclOperation.READ);
    grant(who, ResourceType.GROUP, topic + "-owners", PatternType.LITERAL, AclOperation.READ,
        AclOperation.DESCRIBE);
    grant(who, ResourceType.TOPIC, topic + "-public-", PatternType.PREFIXED, of_a_topic);
    grant(who, ResourceType.TRANSACTIONAL_ID, topic + "-public-", PatternType.PREFIXED,
        AclOperation.WRITE, AclOperation.DESCRIBE);
    try (var admin = Admin.create(settings)) {
      admin.createAcls(granted).all().get();
    }
    for (var one : granted) System.out.println(one.pattern() + " " + one.entry().operation());
  }
}
