// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

/** Signs with a key that all replicas derive alike, so that what one of them wrote any of them knows for the gateway's own. */
public interface StateSigner {

    /** 32 bytes. */
    byte[] sign(byte[] data);

    /** Whether it was signed with the present key or with one that still opens what is stored. Takes constant time. */
    boolean isSigned(byte[] data, byte[] signature);
}
