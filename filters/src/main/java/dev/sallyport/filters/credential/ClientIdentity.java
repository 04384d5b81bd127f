// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

/**
 * What a client shows of itself when a connection is made (mutual TLS), both in PEM.
 *
 * @param certificate its own first, then those that lead to an authority
 */
public record ClientIdentity(SecretText certificate, SecretText privateKey) {}
