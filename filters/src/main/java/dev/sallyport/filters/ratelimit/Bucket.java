// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

/** A bucket that a call is charged to. */
public record Bucket(BucketKey key, BucketShape shape) {}
