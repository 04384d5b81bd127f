// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.observability.Telemetry;
import dev.sallyport.redis.RedisStores;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;

/** What design and style say of the code as a whole. */
class ArchitectureTest {

    static final JavaClasses MAIN = new ClassFileImporter()
            .importUrls(
                    Stream.of(GatewayException.class, RedisStores.class, Telemetry.class, SallyportApplication.class)
                            .map(ArchitectureTest::origin)
                            .distinct()
                            .toList());

    /** Where waiting or subscribing is right, and why. */
    private static final Map<String, String> MAY_WAIT = Map.ofEntries(
            Map.entry(
                    "dev.sallyport.filters.upstream.BodyStart",
                    "is an operator: it subscribes to its source, whose rest it hands on later"),
            Map.entry(
                    "dev.sallyport.filters.call.ToldEnd",
                    "is an operator: it subscribes to its source, whose end it tells of"),
            Map.entry(
                    "dev.sallyport.filters.quota.LedgerLink",
                    "asks the ledger for many calls at once, or reports for none, so it must not end with one of them"),
            Map.entry(
                    "dev.sallyport.filters.activity.ActivityFlusher",
                    "stores records of calls that are over, and none of them waits for it"),
            Map.entry(
                    "dev.sallyport.gateway.demo.DemoSeed",
                    "seeds the demo on the starting thread, before the printed request can be sent"),
            Map.entry(
                    "dev.sallyport.gateway.wiring.StoreWarmUp",
                    "holds the start back, not a request, and for no longer than its limit"),
            Map.entry(
                    "dev.sallyport.redis.embedded.Orphan", "waits for another process to end, on the starting thread"),
            Map.entry(
                    "dev.sallyport.filters.door.Doorkeeper",
                    "learns that an exchange has ended, which is a state of the connection and nobody's chain"),
            Map.entry(
                    "dev.sallyport.gateway.wiring.Resealing",
                    "starts work in the background that no request waits for, and logs how it ends"),
            Map.entry(
                    "dev.sallyport.filters.refresh.Flights",
                    "begins refreshes, which go on whoever of those that wait for them leaves"),
            Map.entry(
                    "dev.sallyport.redis.client.SingleDriver",
                    "closes, on the stopping thread, for no longer than 3 s"),
            Map.entry(
                    "dev.sallyport.redis.client.ClusterDriver",
                    "closes, on the stopping thread, for no longer than 3 s"),
            Map.entry(
                    "dev.sallyport.gateway.events.Webhooks",
                    "delivers events in the background: whoever tells of one must not wait for it"));

    /** Named by a framework, or by a test of another package, rather than by other code. */
    private static final Set<String> ENTRY_POINTS = Set.of(
            "dev.sallyport.gateway.SallyportApplication",
            "dev.sallyport.gateway.errors.StartFailures",
            "dev.sallyport.observability.tracing.SpanAttribute",
            "dev.sallyport.redis.seal.SealException");

    /** From where the modules' own classes come, which leaves out the tests that are on the class path too. */
    private static URL origin(Class<?> type) {
        String origin = type.getProtectionDomain().getCodeSource().getLocation().toString();
        try {
            return URI.create(origin.endsWith(".jar") ? "jar:" + origin + "!/" : origin)
                    .toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theScanFindsTheModules() {
        assertThat(List.of("filters", "redis", "observability", "gateway"))
                .allSatisfy(module -> assertThat(classesOf(module)).hasSizeGreaterThan(5));
    }

    @Test
    void filtersKnowNoOtherModule() {
        noClasses()
                .that(resideInAPackage("dev.sallyport.filters.."))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.sallyport..").and(not(resideInAPackage("dev.sallyport.filters.."))))
                .check(MAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "observability"})
    void adaptersKnowFiltersOnly(String module) {
        String own = "dev.sallyport." + module + "..";
        noClasses()
                .that(resideInAPackage(own))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.sallyport..")
                        .and(not(resideInAPackage(own)))
                        .and(not(resideInAPackage("dev.sallyport.filters.."))))
                .check(MAIN);
    }

    @Test
    void modulesHaveNoCycles() {
        slices().matching("dev.sallyport.(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void filtersKnowNoTechnologyOfTheAdapters() {
        noClasses()
                .that(resideInAPackage("dev.sallyport.filters.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.lettuce..",
                        "io.opentelemetry..",
                        "io.micrometer..",
                        "com.google.crypto.tink..",
                        "redis.embedded..",
                        "org.springframework.boot",
                        "org.springframework.boot.autoconfigure..",
                        "org.springframework.context.annotation..")
                .check(MAIN);
    }

    @Test
    void eachTechnologyHasOneModule() {
        noClasses()
                .that(not(resideInAPackage("dev.sallyport.redis..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.lettuce.core",
                        "io.lettuce.core.api..",
                        "io.lettuce.core.cluster..",
                        "io.lettuce.core.resource..",
                        "com.google.crypto.tink..",
                        "redis.embedded..")
                .check(MAIN);
        // StartFailures says what its settings, which nobody else reads, are refused for.
        noClasses()
                .that(not(resideInAPackage("dev.sallyport.observability..")))
                .and()
                .doNotHaveFullyQualifiedName("dev.sallyport.gateway.errors.StartFailures")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.opentelemetry..")
                .check(MAIN);
    }

    @Test
    void nothingSleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(MAIN);
        noClasses().should().callMethod(Thread.class, "sleep", Duration.class).check(MAIN);
    }

    @Test
    void nothingWaitsForAPublisherOrSubscribesToOneExceptWhereSaid() {
        Set<String> waiting = MAIN.stream()
                .filter(type -> type.getAccessesFromSelf().stream().anyMatch(ArchitectureTest::waits))
                .map(ArchitectureTest::outermost)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(waiting).containsExactlyInAnyOrderElementsOf(MAY_WAIT.keySet());
    }

    @Test
    void namesSayWhatATypeIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helpers?|Manager|Impl|Constants)(\\$.*)?")
                .check(MAIN);
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..impl..", "..misc..")
                .check(MAIN);
    }

    @Test
    void aPublicTypeIsUsedOutsideItsPackage() {
        Set<String> needlessly = MAIN.stream()
                .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !type.getSimpleName().equals("package-info") && !ENTRY_POINTS.contains(type.getName()))
                .filter(type -> !type.isMetaAnnotatedWith("org.springframework.context.annotation.Configuration"))
                .filter(type -> !isUsedElsewhere(type))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(needlessly).isEmpty();
    }

    @Test
    void everyPackageRulesNullOut() {
        Set<String> unmarked = MAIN.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(each -> !each.getClasses().isEmpty() && !each.isAnnotatedWith(NullMarked.class))
                .map(each -> each.getName())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unmarked).isEmpty();
    }

    @Test
    void fieldsAreNotInjected() {
        DescribedPredicate<JavaClass> injects = describe(
                "have injected fields",
                type -> type.getFields().stream()
                        .anyMatch(field ->
                                field.isMetaAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")));
        noClasses().should(be(injects)).check(MAIN);
    }

    @Test
    void whatIsNotMadeForInheritanceIsFinal() {
        classes()
                .that(describe(
                        "are concrete and have no subclass here",
                        type -> !type.isInterface()
                                && !type.isEnum()
                                && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                                && !type.getModifiers().contains(JavaModifier.SYNTHETIC)
                                && !type.isAnonymousClass()
                                && !type.getSimpleName().equals("package-info")
                                && !type.isMetaAnnotatedWith("org.springframework.context.annotation.Configuration")
                                && type.getSubclasses().isEmpty()))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(MAIN);
    }

    private static List<JavaClass> classesOf(String module) {
        return MAIN.stream()
                .filter(type -> type.getPackageName().startsWith("dev.sallyport." + module))
                .toList();
    }

    private static boolean waits(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        boolean ofPublisher = owner.isAssignableTo(Publisher.class)
                && (name.startsWith("block")
                        || name.startsWith("subscribe")
                        || name.equals("toIterable")
                        || name.equals("toStream")
                        || name.equals("toFuture"));
        boolean ofFuture = owner.isAssignableTo(Future.class) && (name.equals("get") || name.equals("join"));
        return (ofPublisher && !name.equals("subscribeOn")) || ofFuture;
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    private static boolean isUsedElsewhere(JavaClass type) {
        return type.getDirectDependenciesToSelf().stream()
                        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()))
                || nested(type)
                        .anyMatch(inner -> inner.getDirectDependenciesToSelf().stream()
                                .anyMatch(use ->
                                        !use.getOriginClass().getPackageName().equals(type.getPackageName())))
                || type.getPackage().getClasses().stream()
                        .filter(other -> !outermost(other).equals(type.getName()))
                        .anyMatch(other -> exposes(other, type));
    }

    private static Stream<JavaClass> nested(JavaClass type) {
        return type.getPackage().getClasses().stream()
                .filter(other -> other.getName().startsWith(type.getName() + "$"));
    }

    /** Whether a public type has it in the signature of a public member, or is what it is one kind of. */
    private static boolean exposes(JavaClass other, JavaClass type) {
        return other.getModifiers().contains(JavaModifier.PUBLIC)
                && (type.isAssignableTo(other.getName())
                        || other.getCodeUnits().stream()
                                .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                                .flatMap(unit -> unit.getAllInvolvedRawTypes().stream())
                                .anyMatch(type::equals));
    }
}
