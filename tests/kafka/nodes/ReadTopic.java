// Writes the messages of one partition of a topic to standard output, one after the other as they
// stand, to the end it has when asked. A client of Apache Kafka that shares no line with ours.
//
//   java -cp 'build/kafka/lib/*' ReadTopic.java BROKERS TOPIC PARTITION > frames
import java.io.BufferedOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

class ReadTopic {
  public static void main(String[] arguments) throws Exception {
    var settings = new Properties();
    settings.put("bootstrap.servers", arguments[0]);
    settings.put("isolation.level", "read_uncommitted");
    settings.put("enable.auto.commit", "false");
    var bytes = new ByteArrayDeserializer();
    try (var consumer = new KafkaConsumer<>(settings, bytes, bytes);
        var out = new BufferedOutputStream(System.out, 1 << 20)) {
      var partition = new TopicPartition(arguments[1], Integer.parseInt(arguments[2]));
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (var message : consumer.poll(Duration.ofSeconds(1))) out.write(message.value());
      }
    }
  }
}
