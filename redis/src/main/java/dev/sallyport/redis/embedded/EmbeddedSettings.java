// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.embedded;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The embedded server.
 *
 * @param dir where it keeps its data, and the gateway the key it made for it
 */
@ConfigurationProperties("sallyport.data")
public record EmbeddedSettings(@DefaultValue(".data") Path dir) {}
