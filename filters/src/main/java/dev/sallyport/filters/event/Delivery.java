// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

import dev.sallyport.filters.credential.SecretText;
import java.time.Instant;

/**
 * An event on its way to one receiver.
 *
 * @param id unique within the environment
 * @param eventId the same for all receivers of the event and for all attempts: what they tell repetitions by
 * @param receiver an absolute URL; may hold secrets
 * @param body as it is sent and signed
 * @param attempts sends so far that did not succeed
 * @param since when the event happened
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Delivery(
        String id, String eventId, String environment, SecretText receiver, byte[] body, int attempts, Instant since) {

    /** The same after one more attempt in vain. */
    public Delivery attempted() {
        return new Delivery(id, eventId, environment, receiver, body, attempts + 1, since);
    }

    /** Without the body, which tells of people. */
    @Override
    public String toString() {
        return "Delivery[id=" + id + ", environment=" + environment + ", attempts=" + attempts + "]";
    }
}
