// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AliasesTest {

    @TempDir
    private Path directory;

    @Test
    void ownTopLevelFieldsReplaceTheBasesWholly() throws IOException {
        Catalog catalog = load("""
                google:
                  display_name: Google
                  auth_mode: OAUTH2
                  scope_separator: ' '
                  proxy: {base_url: 'https://www.example.com', headers: {x-a: b}, retry: {after: retry-after}}
                mail:
                  alias: google
                  display_name: Mail
                  proxy: {base_url: 'https://mail.example.com'}
                """);
        Provider mail = Objects.requireNonNull(catalog.find("mail"));

        assertThat(mail.displayName()).isEqualTo("Mail");
        assertThat(mail.authMode()).isEqualTo(AuthMode.OAUTH2);
        assertThat(mail.proxy().baseUrl()).hasToString("https://mail.example.com");
        assertThat(mail.proxy().headers()).isEmpty();
        assertThat(mail.definition()).containsEntry("scope_separator", " ").doesNotContainKey("alias");
        assertThat(mail.definition().get("proxy")).asString().isEqualTo("{base_url=https://mail.example.com}");
    }

    @Test
    void anAliasMayStandBeforeItsBaseAndBeAnAliasesAlias() throws IOException {
        Catalog catalog = load("""
                c: {alias: b, display_name: C}
                b: {alias: a, docs: of-b}
                a: {auth_mode: BASIC, display_name: A, docs: of-a}
                """);
        Provider c = Objects.requireNonNull(catalog.find("c"));

        assertThat(c.authMode()).isEqualTo(AuthMode.BASIC);
        assertThat(c.displayName()).isEqualTo("C");
        assertThat(c.definition()).containsEntry("docs", "of-b");
    }

    @Test
    void anAliasSeesTheBaseThatALaterFileReplaced() throws IOException {
        Path first = Files.writeString(directory.resolve("1.yaml"), "a: {auth_mode: NONE}\nb: {alias: a}");
        Path second = Files.writeString(directory.resolve("2.yaml"), "a: {auth_mode: BASIC}");

        Catalog catalog = CatalogLoader.loadOnly(first.toString(), second.toString());

        assertThat(Objects.requireNonNull(catalog.find("b")).authMode()).isEqualTo(AuthMode.BASIC);
    }

    @Test
    void aChainOfAThousandAliasesResolves() throws IOException {
        StringBuilder yaml = new StringBuilder("p0: {auth_mode: NONE}\n");
        for (int i = 1; i <= 1_000; i++) {
            yaml.append("p%d: {alias: p%d}%n".formatted(i, i - 1));
        }

        assertThat(load(yaml.toString()).find("p1000")).isNotNull();
    }

    private Catalog load(String yaml) throws IOException {
        return CatalogLoader.loadOnly(
                Files.writeString(directory.resolve("test.yaml"), yaml).toString());
    }
}
