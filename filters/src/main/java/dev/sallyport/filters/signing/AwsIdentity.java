// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.AwsCredential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.crypto.SignatureV4;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who signs for AWS, and for which region and service.
 *
 * @param sessionToken goes with keys of an assumed role
 */
record AwsIdentity(SignatureV4 signature, @Nullable SecretText sessionToken) {

    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");

    /** Region and service are the credential's, else those of the connection's configuration. */
    static AwsIdentity of(AwsCredential credential, Connection connection) {
        AwsCredential.Keys keys = Objects.requireNonNull(credential.keys(), "keys");
        String region = given(credential.scope().region(), connection, "region", REGION);
        String service = given(credential.scope().service(), connection, "service", SERVICE);
        return new AwsIdentity(
                new SignatureV4(keys.accessKeyId().reveal(), keys.secretAccessKey(), region, service),
                keys.sessionToken());
    }

    private static String given(@Nullable String own, Connection connection, String name, Pattern pattern) {
        Object value = own == null ? connection.connectionConfig().get(name) : own;
        if (value instanceof String text && pattern.matcher(text).matches()) {
            return text;
        }
        throw Missing.value("connectionConfig." + name, "text like /" + pattern.pattern() + "/, to sign for");
    }
}
