# SPDX-License-Identifier: Apache-2.0
# The gateway as an image: a Java runtime of what is needed, the jar in layers, an AOT cache; no shell, no tools, no root.
#
#   mvn -q -DskipTests package && docker build -t sallyport:0.1.0 .
#
# image/prepare does the work and runs without Docker too: .ci/image tests what it makes.
# The architecture is the builder's; build each platform on its own, since the cache is made by running the gateway.

ARG JDK=docker.io/library/eclipse-temurin:25.0.3_9-jdk
# C and C++ libraries, certificates, time zones. It has no tags by version: pin a digest in your build.
ARG BASE=gcr.io/distroless/cc-debian12:nonroot

FROM ${JDK} AS build
COPY image /build/image
COPY gateway/target/sallyport.jar /build/sallyport.jar
RUN /build/image/prepare /build/sallyport.jar /

FROM ${BASE}
# From what changes rarely to what changes always. Times are kept, by which the cache knows its jars.
COPY --from=build /opt/java /opt/java
COPY --from=build /layers/dependencies/ /app/
COPY --from=build /layers/application/ /app/
COPY --from=build /app/jvm.options /app/sallyport.aot /app/
ENV SPRING_PROFILES_ACTIVE=production
# nonroot of the base; as a number, so that Kubernetes can tell that it is not root.
USER 65532:65532
WORKDIR /tmp
EXPOSE 8080 8081
ENTRYPOINT ["/opt/java/bin/java", "-XX:AOTCache=/app/sallyport.aot", "@/app/jvm.options", "-jar", "/app/sallyport.jar"]
