// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.event;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.event.Delivery;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.StoredJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A delivery as it is sealed. The body is kept as text, byte for byte what is signed. */
final class DeliveryJson {

    private DeliveryJson() {}

    static Map<String, Object> write(Delivery delivery) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("event", delivery.eventId());
        json.put("receiver", delivery.receiver().reveal());
        json.put("body", Bytes.toText(delivery.body()));
        json.put("attempts", Integer.toString(delivery.attempts()));
        json.put("since", delivery.since().toString());
        return json;
    }

    static Delivery read(String environment, String id, Map<String, Object> json) {
        return new Delivery(
                id,
                text(json, "event"),
                environment,
                SecretText.of(text(json, "receiver")),
                Bytes.of(text(json, "body")),
                Integer.parseInt(text(json, "attempts")),
                Instant.parse(text(json, "since")));
    }

    private static String text(Map<String, Object> json, String name) {
        return Objects.requireNonNull(StoredJson.text(json, name), name);
    }
}
