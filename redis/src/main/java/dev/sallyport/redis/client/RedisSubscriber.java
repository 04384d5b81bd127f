// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

/** Hears the messages of a channel, and when it may have missed some. Called on the driver's threads: must not block. */
public interface RedisSubscriber {

    /** Messages arrive from now on; those sent before may be lost. Also after every reconnect. */
    void linked();

    /** Messages no longer arrive. */
    void unlinked();

    void message(String text);
}
