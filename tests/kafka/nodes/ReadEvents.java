// Reads a public topic with other people's tools: Apache Kafka's client, the CloudEvents SDK, and
// networknt's validator of JSON Schema. One line of JSON an event; exit 1 names the first that is
// wrong.
//
//   java -cp 'build/kafka/lib/*' ReadEvents.java BROKERS TOPIC PARTITION SCHEMA_FILE > lines
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventDeserializer;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

class ReadEvents {
  public static void main(String[] arguments) throws Exception {
    var settings = new Properties();
    settings.put("bootstrap.servers", arguments[0]);
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", "false");
    var json = new ObjectMapper();
    var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(Files.readString(Path.of(arguments[3])));
    try (var consumer = new KafkaConsumer<String, CloudEvent>(
             settings, new StringDeserializer(), new CloudEventDeserializer());
        var out = new PrintStream(System.out, false, "UTF-8")) {
      var partition = new TopicPartition(arguments[1], Integer.parseInt(arguments[2]));
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (var message : consumer.poll(Duration.ofSeconds(1))) {
          var event = message.value();
          var data = json.readTree(event.getData().toBytes());
          var wrong = schema.validate(data);
          if (!wrong.isEmpty()) {
            System.err.println("offset " + message.offset() + ": " + wrong);
            System.exit(1);
          }
          var line = json.createObjectNode();
          line.put("key", message.key());
          for (var name : event.getAttributeNames()) {
            line.put(name, String.valueOf(event.getAttribute(name)));
          }
          for (var name : event.getExtensionNames()) {
            line.put(name, String.valueOf(event.getExtension(name)));
          }
          line.set("data", data);
          out.println(json.writeValueAsString(line));
        }
      }
      out.flush();
    }
  }
}
