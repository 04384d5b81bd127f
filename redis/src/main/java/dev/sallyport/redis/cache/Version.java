// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

/**
 * Which of its writes a stored thing is of.
 *
 * @param id of the thing; one made anew under the same name has another
 * @param generation grows with every write
 */
public record Version(long id, long generation) {

    /** Whether it is this write or one after it. Of another thing under the same name nobody can tell. */
    boolean covers(Version other) {
        return id == other.id && generation >= other.generation;
    }
}
