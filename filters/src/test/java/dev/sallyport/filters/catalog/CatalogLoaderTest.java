// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogLoaderTest {

    @TempDir
    private Path directory;

    @Test
    void aLaterFileReplacesAProviderAndAddsOthers() throws IOException {
        Path first = file("first.yaml", "github: {auth_mode: NONE, display_name: First}\nmine: {auth_mode: NONE}");
        Path second = file("second.yaml", "github: {auth_mode: BASIC, display_name: Second}");

        Catalog catalog =
                CatalogLoader.load(List.of(first.toString(), " ", second.toUri().toString()));

        assertThat(catalog.all()).hasSize(138);
        assertThat(find(catalog, "github").displayName()).isEqualTo("Second");
        assertThat(find(catalog, "github").authMode()).isEqualTo(AuthMode.BASIC);
        assertThat(find(catalog, "mine").displayName()).isEqualTo("mine");
        assertThat(find(catalog, "slack").displayName()).isEqualTo("Slack");
    }

    @Test
    void takesPathsAndFileAndClasspathUrls() throws IOException {
        Path path = file("a.yaml", "a: {auth_mode: NONE}");

        assertThat(CatalogLoader.loadOnly(path.toString()).find("a")).isNotNull();
        assertThat(CatalogLoader.loadOnly("file:" + path).find("a")).isNotNull();
        assertThat(CatalogLoader.loadOnly("file://" + path).find("a")).isNotNull();
        assertThat(CatalogLoader.loadOnly("classpath:/catalog/providers.yaml").find("github"))
                .isNotNull();
    }

    @Test
    void aProviderWithoutAProxySectionHasNoBaseUrl() throws IOException {
        Provider provider = find(load("a: {auth_mode: NONE}"), "a");

        assertThat(provider.proxy()).isEqualTo(ProxyRules.NONE);
        assertThat(provider.hasFixedHost()).isFalse();
    }

    @Test
    void compilesTheWholeProxySection() throws IOException {
        Provider provider = find(load("""
                a:
                  auth_mode: API_KEY
                  proxy:
                    base_url: https://${connectionConfig.host}/v1/
                    headers: {X-Api-Version: 2, Authorization: 'Token ${apiKey}'}
                    query: {key: '${apiKey}'}
                    body: {key: '${apiKey}', n: 1, auth: {user: '${credentials.user}', deep: {flag: true}}}
                    decompress: true
                    forward_headers_on_redirect: 'true'
                    allowed_hosts: [Files.Example.com]
                    verification:
                      method: post
                      endpoints: [/a, '/b/${connectionConfig.id}']
                      base_url_override: https://test.example.com
                      headers: {accept: text/plain}
                      data: {a: [1, 1.5, true, null]}
                """), "a");
        ProxyRules proxy = provider.proxy();
        Verification verification = Objects.requireNonNull(proxy.verification());

        assertThat(proxy.headers()).extracting(NamedTemplate::name).containsExactly("x-api-version", "authorization");
        assertThat(proxy.headers().getFirst().value().render(name -> null)).isEqualTo("2");
        assertThat(proxy.query()).extracting(NamedTemplate::name).containsExactly("key");
        assertThat(proxy.body()).containsOnlyKeys("key", "auth");
        assertThat(proxy.body().get("auth")).asString().isEqualTo("{user=${credentials.user}}");
        assertThat(proxy.decompress()).isTrue();
        assertThat(proxy.forwardHeadersOnRedirect()).isTrue();
        assertThat(proxy.allowedHosts()).containsExactly("files.example.com");
        assertThat(verification.method()).isEqualTo("POST");
        assertThat(verification.endpoints()).hasSize(2);
        assertThat(verification.data()).asString().isEqualTo("{a=[1, 1.5, true, null]}");
        assertThat(provider.hasFixedHost()).isTrue();
    }

    @Test
    void aSignedMessageMayHaveLinesInAHeader() throws IOException {
        Provider provider = find(load("""
                a:
                  auth_mode: BASIC
                  proxy:
                    base_url: https://a.example
                    headers:
                      authorization: "Basic ${base64(${credentials.username}:${hmacSha1Hex(${method}\\n${path}, key)})}"
                """), "a");

        assertThat(provider.proxy().headers().getFirst().value().render(name -> "v"))
                .startsWith("Basic ");
    }

    @Test
    void readsRulesOfFieldsInTheirOrder() throws IOException {
        Provider provider = find(load("""
                a:
                  auth_mode: OAUTH2
                  connection_config:
                    zone: {type: string, pattern: '^[a-z]+$', order: 1, automated: false}
                    area: {enum: [1, no, true], default_value: 1, optional: true, automated: true, secret: true}
                    nothing:
                """), "a");
        FieldRule area = provider.connectionConfig().get("area");

        assertThat(provider.connectionConfig().keySet()).containsExactly("zone", "area");
        assertThat(provider.connectionConfig().get("zone").allows("abc")).isTrue();
        assertThat(provider.connectionConfig().get("zone").allows("abc\n")).isFalse();
        assertThat(area)
                .isEqualTo(new FieldRule("area", null, null, true, true, true, "1", List.of("1", "no", "true")));
        assertThat(area.allows("yes")).isFalse();
    }

    @Test
    void readsHowFieldsAreAsked() throws IOException {
        Provider provider = find(load("""
                a:
                  auth_mode: OAUTH2
                  connection_config:
                    zone:
                      description: Which zone
                      example: 7
                      prefix: https://
                      suffix: .a.example
                      format: hostname
                      order: 3
                      hidden: true
                      visible_when: {field: kind, equals: zoned}
                    plain: {}
                """), "a");

        assertThat(provider.connectionConfig().get("zone").form())
                .isEqualTo(new FieldForm(
                        "Which zone",
                        "7",
                        "https://",
                        ".a.example",
                        "hostname",
                        3,
                        true,
                        new FieldForm.Condition("kind", "zoned")));
        assertThat(provider.connectionConfig().get("plain").form()).isEqualTo(FieldForm.NONE);
    }

    @Test
    void toleratesWhatItDoesNotKnow() throws IOException {
        Provider provider = find(load("""
                a:
                  auth_mode: OAUTH2
                  token_url: {OAUTH2: 'https://a.example/token', OAUTH2_CC: 'https://b.example/token'}
                  post_connection_script: aPostConnection
                  signature: {protocol: RSA}
                  some_new_field: [{deep: [1]}]
                  proxy: {base_url: 'https://a.example', paginate: {type: cursor}, new_field: 7}
                """), "a");

        assertThat(provider.definition()).containsKeys("post_connection_script", "some_new_field", "token_url");
    }

    @Test
    void readsPlainScalarsAsYaml12Does() throws IOException {
        Provider provider =
                find(load("a: {auth_mode: NONE, x: [no, on, 2022-06-28, 1:30, 0.5, -7, ~, 'true', True]}"), "a");

        assertThat(provider.definition().get("x"))
                .asString()
                .isEqualTo("[no, on, 2022-06-28, 1:30, 0.5, -7, null, true, true]");
    }

    @Test
    @SuppressWarnings("unchecked")
    void theDefinitionIsImmutableAllTheWayDown() throws IOException {
        Map<String, Object> definition =
                find(load("a: {auth_mode: NONE, x: {y: [1]}}"), "a").definition();

        assertThatThrownBy(() -> definition.put("b", 1)).isInstanceOf(UnsupportedOperationException.class);
        Map<String, Object> x = (Map<String, Object>) Objects.requireNonNull(definition.get("x"));
        assertThatThrownBy(x::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(((List<Object>) Objects.requireNonNull(x.get("y")))::clear)
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void readsAnchorsAndMergeKeys() throws IOException {
        Provider provider = find(load("""
                a: &a {auth_mode: NONE, display_name: A, proxy: {base_url: 'https://a.example'}}
                b: {<<: *a, display_name: B}
                """), "b");

        assertThat(provider.displayName()).isEqualTo("B");
        assertThat(provider.proxy().baseUrl()).hasToString("https://a.example");
    }

    @Test
    void loadsAThousandProvidersOfThreeMegabytes() throws IOException {
        String description = "d".repeat(3_000);
        String yaml = IntStream.range(0, 1_000)
                .mapToObj(i -> "provider-" + i + ":\n  auth_mode: OAUTH2\n  description: " + description
                        + "\n  proxy:\n    base_url: https://${connectionConfig.sub}.p" + i + ".example\n")
                .collect(Collectors.joining());

        assertThat(load(yaml).all()).hasSize(1_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
                    a: [                                                      § :1: not YAML
                    just text                                                 § not a map
                    [a]                                                       § not a map
                    {a: {auth_mode: NONE}, a: {auth_mode: NONE}}              § :1: a: twice
                    a: {auth_mode: NONE, auth_mode: NONE}                     § auth_mode: twice
                    a: !!java.io.File x                                       § Global tag is not allowed
                    a: !mine x                                                § tag !mine (expected: none)
                    a b: {auth_mode: NONE}                                    § a b: (expected: a provider name
                    a: 7                                                      § :1: a: 7 (expected: a map)
                    a: {display_name: A}                                      § a.auth_mode: missing (expected: one of OAUTH1
                    a: {auth_mode: OAUTH3}                                    § a.auth_mode: OAUTH3 (expected: one of OAUTH1
                    a: {auth_mode: NONE, proxy: x}                            § a.proxy: x (expected: a map)
                    a: {auth_mode: NONE, proxy: {base_url: 7}}                § a.proxy.base_url: 7 (expected: https
                    a: {auth_mode: NONE, proxy: {base_url: [x]}}              § a.proxy.base_url: a list (expected: text)
                    a: {auth_mode: NONE, proxy: {base_url: 'ftp://x'}}        § a.proxy.base_url: ftp://x (expected: https
                    a: {auth_mode: NONE, proxy: {base_url: 'https://${x'}}    § a.proxy.base_url: template: unclosed ${ at 9
                    a: {auth_mode: NONE, proxy: {headers: [x]}}               § a.proxy.headers: a list (expected: a map)
                    a: {auth_mode: NONE, proxy: {headers: {x: {}}}}           § a.proxy.headers.x: a map (expected: text)
                    a: {auth_mode: NONE, proxy: {headers: {x: true}}}         § a.proxy.headers.x: true (expected: text)
                    a: {auth_mode: NONE, proxy: {headers: {'x y': z}}}        § (expected: a header name as its key)
                    a: {auth_mode: NONE, proxy: {headers: {x: a, X: b}}}      § a.proxy.headers.X: b (expected: one header of that name)
                    a: {auth_mode: NONE, proxy: {headers: {x: "a\\nb"}}}      § a.proxy.headers.x: a b (expected: text without control
                    a: {auth_mode: NONE, proxy: {query: {x: '${f(x)}'}}}      § a.proxy.query.x: template: unknown function
                    a: {auth_mode: NONE, proxy: {body: {b: {x: '${'}}}}       § a.proxy.body.b.x: template: unclosed
                    a: {auth_mode: NONE, proxy: {decompress: maybe}}          § a.proxy.decompress: maybe (expected: true or false)
                    a: {auth_mode: NONE, proxy: {retry: {at: {}}}}            § a.proxy.retry.at: a map (expected: text)
                    a: {auth_mode: NONE, proxy: {retry: {at: [x, []]}}}       § a.proxy.retry.at[1]: a list (expected: text)
                    a: {auth_mode: NONE, proxy: {retry: {in_body: {strategy: x}}}} § a.proxy.retry.in_body.strategy: x (expected: one of at, after)
                    a: {auth_mode: NONE, proxy: {rate_limit: 7}}              § a.proxy.rate_limit: 7 (expected: a map)
                    a: {auth_mode: NONE, proxy: {allowed_hosts: x}}           § a.proxy.allowed_hosts: x (expected: a list)
                    a: {auth_mode: NONE, proxy: {allowed_hosts: ['h/x']}}     § a.proxy.allowed_hosts[0]: h/x (expected: a host name)
                    a: {auth_mode: NONE, proxy: {verification: {}}}           § a.proxy.verification: a map (expected: endpoints in it)
                    a: {auth_mode: NONE, proxy: {verification: {endpoints: x}}} § a.proxy.verification.endpoints: x (expected: a list)
                    a: {auth_mode: NONE, token_url: 'https://${'}             § a.token_url: template: unclosed
                    a: {auth_mode: NONE, token_url: {OAUTH2: []}}             § a.token_url.OAUTH2: a list (expected: text)
                    a: {auth_mode: NONE, body_format: yaml}                   § a.body_format: yaml (expected: one of form, json
                    a: {auth_mode: NONE, disable_pkce: 3}                     § a.disable_pkce: 3 (expected: true or false)
                    a: {auth_mode: NONE, token_expires_in_ms: soon}           § a.token_expires_in_ms: soon (expected: a whole number)
                    a: {auth_mode: NONE, token_expiration_buffer: -1}         § a.token_expiration_buffer: -1 (expected: a whole number)
                    a: {auth_mode: NONE, token_url: /token}                   § a.token_url: /token (expected: https://…
                    a: {auth_mode: NONE, refresh_url: 'https://a/${'}         § a.refresh_url:
                    a: {auth_mode: NONE, token_request_method: PUT}           § a.token_request_method: PUT (expected: one of POST, GET
                    a: {auth_mode: NONE, token_request_auth_method: digest}   § a.token_request_auth_method: digest (expected: one of basic
                    a: {auth_mode: NONE, authorization_method: query}         § a.authorization_method: query (expected: one of body, header
                    a: {auth_mode: NONE, expires_in_unit: days}               § a.expires_in_unit: days (expected: one of seconds
                    a: {auth_mode: NONE, token_params: {x: '${'}}             § a.token_params.x:
                    a: {auth_mode: NONE, refresh_params: [x]}                 § a.refresh_params: a list (expected: a map)
                    a: {auth_mode: NONE, token_headers: {'a b': x}}           § a.token_headers.a b: x (expected: a header name
                    a: {auth_mode: NONE, authorization_params: x}             § a.authorization_params: x (expected: a map)
                    a: {auth_mode: NONE, default_scopes: {}}                  § a.default_scopes: a map (expected: text)
                    a: {auth_mode: NONE, connection_config: {x: y}}           § a.connection_config.x: y (expected: a map)
                    a: {auth_mode: NONE, connection_config: {x: {pattern: '('}}} § a.connection_config.x.pattern: ( (expected: a regular expression)
                    a: {auth_mode: NONE, credentials: {x: {enum: 3}}}         § a.credentials.x.enum: 3 (expected: a list)
                    a: {auth_mode: NONE, credentials: {x: {optional: 3}}}     § a.credentials.x.optional: 3 (expected: true or false)
                    a: {alias: b}                                             § a.alias: b (expected: the name of a provider)
                    a: {alias: a}                                             § a.alias: a (expected: no circle: a → a)
                    {a: {alias: b}, b: {alias: c}, c: {alias: b}}             § c.alias: b (expected: no circle: a → b → c → b)
                    a: {alias: [b]}                                           § a.alias: a list (expected: text)
                    """)
    void saysWhereAndWhatIsWrongInOneLine(String yaml, String message) throws IOException {
        Path path = file("wrong.yaml", yaml);

        assertThatThrownBy(() -> CatalogLoader.loadOnly(path.toString()))
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith(path.toString())
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void namesTheLineOfTheField() throws IOException {
        assertThatThrownBy(() -> load("a:\n  auth_mode: NONE\n  proxy:\n    base_url: nowhere\n"))
                .hasMessageContaining("test.yaml:4: a.proxy.base_url: nowhere");
    }

    @Test
    void aWrongFieldThatIsInheritedIsNamedWhereItIsWritten() throws IOException {
        Path base = file("base.yaml", "\n\nbase: {auth_mode: NONE, disable_pkce: 3}");
        Path child = file("child.yaml", "child: {alias: base}\nbase2: {auth_mode: NONE}");

        assertThatThrownBy(() -> CatalogLoader.loadOnly(child.toString(), base.toString()))
                .hasMessage(base + ":3: child.disable_pkce: 3 (expected: true or false)");
    }

    @Test
    void refusesWhatCannotBeRead() throws IOException {
        Path binary = directory.resolve("binary.yaml");
        Files.write(binary, new byte[] {'a', ':', ' ', (byte) 0xff, (byte) 0xfe});

        for (String location : List.of(
                directory + "/absent.yaml",
                directory.toString(),
                binary.toString(),
                "classpath:absent.yaml",
                "file:/%zz",
                "a\0b",
                file("empty.yaml", "").toString(),
                file("two.yaml", "a: {}\n---\nb: {}").toString())) {
            assertThatThrownBy(() -> CatalogLoader.loadOnly(location))
                    .as(location)
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining(location.replace('\0', ' '));
        }
    }

    @Test
    void boundsBombsOfAliases() throws IOException {
        String bomb = IntStream.range(1, 10)
                .mapToObj(i -> "a" + i + ": &a" + i + " ["
                        + "*a0,".replace("0", "" + (i - 1)).repeat(10) + "]")
                .collect(Collectors.joining("\n", "a0: &a0 [x]\n", "\n"));

        assertThatThrownBy(() -> load(bomb))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("aliases expand");
        assertThatThrownBy(() -> load("a: &a [*a]")).isInstanceOf(CatalogException.class);
        assertThatThrownBy(() -> load("a: " + "[".repeat(5_000))).isInstanceOf(CatalogException.class);
    }

    private Catalog load(String yaml) throws IOException {
        return CatalogLoader.loadOnly(file("test.yaml", yaml).toString());
    }

    private Path file(String name, String yaml) throws IOException {
        return Files.writeString(directory.resolve(name), yaml);
    }

    private static Provider find(Catalog catalog, String name) {
        return Objects.requireNonNull(catalog.find(name));
    }
}
