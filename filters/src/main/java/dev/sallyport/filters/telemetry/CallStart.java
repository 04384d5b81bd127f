// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

/**
 * How a call begins.
 *
 * @param method the caller's HTTP method
 * @param path the caller's path as sent, without query: queries may hold secrets
 * @param environment the tenant
 * @param apiKeyId public id of the API key
 */
public record CallStart(String method, String path, String environment, String apiKeyId) {}
