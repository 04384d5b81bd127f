// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.apikeys;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** The scopes a key can be given (reference §6.1 and the gateway's own). A misspelt one would grant nothing, silently. */
final class KnownScopes {

    private static final Set<String> ALL = Collections.unmodifiableSet(build());

    private KnownScopes() {}

    static boolean contains(String scope) {
        return ALL.contains(scope);
    }

    private static Set<String> build() {
        Set<String> all = new TreeSet<>();
        add(all, "environment:", "*", "deploy", "proxy", "mcp");
        add(all, "environment:integrations:", "list", "list_credentials", "list_functions", "read");
        add(all, "environment:integrations:", "read_credentials", "create", "update", "delete", "*");
        add(all, "environment:connections:", "list", "list_credentials", "read", "read_credentials");
        add(all, "environment:connections:", "create", "update", "delete", "*");
        add(all, "environment:connect_sessions:", "write", "*");
        add(all, "environment:syncs:", "read", "execute", "update", "variant:create", "variant:delete", "*");
        add(all, "environment:syncs:variant:", "*");
        add(all, "environment:functions:", "list", "read", "delete", "compile", "dryrun", "invocations", "*");
        add(all, "environment:records:", "read", "write", "*");
        add(all, "environment:logs:", "read", "*");
        add(all, "environment:actions:", "execute", "*");
        add(all, "environment:variables:", "read", "*");
        add(all, "environment:webhook_signing_key:", "rotate", "*");
        add(all, "environment:api_keys:", "list", "create", "delete", "*");
        add(all, "quota:", "read");
        add(all, "activity:", "read");
        return all;
    }

    private static void add(Set<String> all, String prefix, String... names) {
        Arrays.stream(names).map(prefix::concat).forEach(all::add);
    }
}
