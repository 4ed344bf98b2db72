using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Tests.Analyzers;

/// <summary>Every rule on trust can be turned off as any other, and leaves alone what is not its own.</summary>
public class TrustSuppressionTests
{
    private static readonly (string, string) Nginx =
        ("/app/nginx/site.conf", "location / { proxy_pass http://unix:/run/a.sock; proxy_set_header X-Forwarded-For $remote_addr; }");

    private static readonly TrustExample[] Examples =
    [
        new("GH1001", TrustApi.Handler, "_ = context.Request.Headers[\"X-Real-IP\"];"),
        new("GH1002", TrustApi.App, "TrustedProxies(\"localhost\")"),
        new("GH1003", TrustApi.Handler, "_ = context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',')[0];"),
        new("GH1004", TrustApi.Handler, "if (context.Request.Headers[\"X-Real-IP\"] == \"127.0.0.1\") return;"),
        new("GH1005", TrustApi.Handler, "context.Request.Host = new HostString(context.Request.Headers[\"X-FHost\"]!);"),
        new("GH1006", TrustApi.Handler, "if (IPAddress.IsLoopback(context.Connection.RemoteIpAddress!)) return;"),
        new("GH1011", TrustApi.Startup, "services.Configure<ForwardedHeadersOptions>(o => { o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); });"),
        new("GH1012", TrustApi.Startup, "services.Configure<ForwardedHeadersOptions>(o => o.ForwardLimit = null);"),
        new("GH1013", TrustApi.Startup, "services.Configure<ForwardedHeadersOptions>(o => o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"0.0.0.0/0\")));"),
        new("GH1014", TrustApi.Startup, "services.Configure<ForwardedHeadersOptions>(o => o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.2.3/24\")));"),
        new("GH1015", TrustApi.Startup, "services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedHost);"),
        new("GH1016", TrustApi.Startup, "services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedPrefix);"),
        new("GH1017", TrustApi.OldMiddleware, "options.AllowedHosts = [\"shop.example\"]; options.ForwardedHeaders = ForwardedHeaders.All;"),
        new("GH1018", TrustApi.Startup, "app.UseForwardedHeaders(new ForwardedHeadersOptions());"),
        new("GH1019", TrustApi.Startup, "app.UseHsts(); app.UseForwardedHeaders();"),
        new("GH1020", TrustApi.Startup, "AppContext.SetSwitch(\"Microsoft.AspNetCore.HttpOverrides.IgnoreUnknownProxiesWithoutFor\", true);"),
        new("GH1020", TrustApi.Startup, "") { File = ("/app/Dockerfile", "ENV ASPNETCORE_FORWARDEDHEADERS_ENABLED=true"), IsInFile = true },
        new("GH1021", TrustApi.Startup, "app.UseForwardedHeaders(); host.UseUrls(\"http://unix:/run/shop.sock\");"),
        new(
            "GH1022",
            TrustApi.Startup,
            "services.Configure<ForwardedHeadersOptions>(o => o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"203.0.113.0/24\"))); host.UseUrls(\"http://*:80\");"),
        new(
            "GH1023",
            TrustApi.Startup,
            "services.Configure<ForwardedHeadersOptions>(o => o.ForwardLimit = 1); "
            + "app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor });"),
        new("GH1031", TrustApi.App, "ForwardedHeaders(Forwarded.For)"),
        new(
            "GH1032",
            TrustApi.Startup,
            "services.Configure<ForwardedHeadersOptions>(o => { o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); "
            + "o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); o.ForwardLimit = 2; });"),
        new("GH1033", TrustApi.App, "TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For, ForHeader = \"Upgrade\")"),
        new("GH1034", TrustApi.App, "TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For, ForHeader = \"CF_IP\")"),
        new("GH1035", TrustApi.App, "TrustedProxies(\"0.0.0.0/0\")"),
        new("GH1036", TrustApi.App, "TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.Host)"),
        new("GH1041", TrustApi.App, "TrustedProxies(\"unix:\")") { File = Nginx },
        new("GH1041", TrustApi.Startup, "services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor);")
        {
            File = ("/app/nginx/site.conf", "location / { proxy_pass http://127.0.0.1:5000; }"),
        },
        new("GH1042", TrustApi.App, "TrustedProxies(\"10.1.0.1\"), ForwardedHeaders(Forwarded.For)") { File = Nginx },
        new("GH1043", TrustApi.Startup, "services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedHost);")
        {
            File = ("/app/nginx/site.conf", "server { location / { proxy_pass http://127.0.0.1:5000; proxy_set_header X-Forwarded-Host $host; } }"),
        },
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Examples.Length)];

    public static TheoryData<int> InSource => [.. Enumerable.Range(0, Examples.Length).Where(i => !Examples[i].IsInFile)];

    public static TheoryData<int> InFile => [.. Enumerable.Range(0, Examples.Length).Where(i => Examples[i].IsInFile)];

    [Fact]
    public void Every_rule_on_trust_has_an_example() => Assert.Equal(
        AnalyzerTest.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics)
            .Where(rule => rule.Category == "Security" && rule.Id.StartsWith("GH10", StringComparison.Ordinal))
            .Select(rule => rule.Id)
            .Order(StringComparer.Ordinal),
        Examples.Where(example => !example.IsInFile).Select(example => example.Id).Distinct());

    [Theory]
    [MemberData(nameof(InSource))]
    public async Task A_pragma_turns_a_rule_off(int example)
    {
        TrustExample one = Examples[example];
        Diagnostic found = Assert.Single(await FindAsync(one, one.Compile(one.Source)));
        Assert.Equal(one.Id, found.Id);

        // Around the lines that are reported, and those alone.
        SourceText text = SourceText.From(one.Source);
        (int first, int last) = (
            text.Lines.GetLineFromPosition(found.Location.SourceSpan.Start).Start, text.Lines.GetLineFromPosition(found.Location.SourceSpan.End).End);
        string silent = text.WithChanges(
            new TextChange(new TextSpan(first, 0), $"#pragma warning disable {one.Id}\n"),
            new TextChange(new TextSpan(last, 0), $"\n#pragma warning restore {one.Id}")).ToString();
        Assert.Empty(await FindAsync(one, one.Compile(silent)));
        string other = silent.Replace(one.Id, "GH1099", StringComparison.Ordinal);
        Assert.Equal([one.Id], (await FindAsync(one, one.Compile(other))).Select(diagnostic => diagnostic.Id));
    }

    [Theory]
    [MemberData(nameof(InSource))]
    public async Task A_line_of_editorconfig_turns_a_rule_off_or_up_or_down(int example)
    {
        Assert.Empty(await FindAsync(Examples[example], "[*.cs]\n", "none"));
        Assert.Empty(await FindAsync(Examples[example], "is_global = true\n", "none"));
        await AssertAsync(Examples[example], "[*.cs]\n", "error", DiagnosticSeverity.Error);
        await AssertAsync(Examples[example], "is_global = true\n", "suggestion", DiagnosticSeverity.Info);
    }

    /// <summary>The sections of .editorconfig are for sources: what stands in another file has no line there that counts.</summary>
    [Theory]
    [MemberData(nameof(InFile))]
    public async Task What_stands_in_a_file_is_turned_off_globally(int example)
    {
        Assert.Equal(LocationKind.ExternalFile, Assert.Single(await FindAsync(Examples[example], Examples[example].Compile(Examples[example].Source))).Location.Kind);
        Assert.Empty(await FindAsync(Examples[example], "is_global = true\n", "none"));
        await AssertAsync(Examples[example], "is_global = true\n", "error", DiagnosticSeverity.Error);
        await AssertAsync(Examples[example], "[*]\n", "none", DiagnosticSeverity.Warning);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task NoWarn_turns_a_rule_off(int example)
    {
        TrustExample one = Examples[example];
        CSharpCompilation compilation = one.Compile(one.Source);
        CSharpCompilationOptions options = compilation.Options.WithSpecificDiagnosticOptions([KeyValuePair.Create(one.Id, ReportDiagnostic.Suppress)]);
        Assert.Empty(await FindAsync(one, compilation.WithOptions(options)));
    }

    [Theory]
    [MemberData(nameof(InSource))]
    [Rule("GH1003", Outcome.Quiet)]
    [Rule("GH1004", Outcome.Quiet)]
    [Rule("GH1005", Outcome.Quiet)]
    [Rule("GH1006", Outcome.Quiet)]
    public async Task Generated_code_is_left_alone(int example)
    {
        TrustExample one = Examples[example];
        Assert.Empty(await FindAsync(one, one.Compile("// <auto-generated/>\n#nullable enable\n" + one.Source)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Types_that_only_look_alike_are_left_alone(int example)
    {
        CSharpCompilation compilation = Examples[example].CompileLookAlike();
        Assert.DoesNotContain(compilation.GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Empty(await FindAsync(Examples[example], compilation));
    }

    /// <summary>The rules that the generator's reader knows can be silenced as well, and nothing is generated all the same.</summary>
    [Theory]
    [InlineData("TrustedProxies(\"unix:\")", true)]
    [InlineData("TrustedProxies(\"localhost\")", false)]
    [InlineData("TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For, ForHeader = \"Upgrade\")", false)]
    public void A_silenced_mistake_in_a_declaration_is_not_generated(string attributes, bool isGenerated)
    {
        var example = new TrustExample("", TrustApi.App, attributes);
        GeneratorRun run = GeneratorRun.Of(example.Compile("#pragma warning disable GH1002, GH1033\n" + example.Source));
        Assert.Equal(isGenerated, run.Sources.Count > 0);
    }

    private static async Task AssertAsync(TrustExample example, string head, string severity, DiagnosticSeverity expected)
    {
        Diagnostic found = Assert.Single(await FindAsync(example, head, severity));
        Assert.Equal((example.Id, expected), (found.Id, found.Severity));
    }

    private static Task<IReadOnlyList<Diagnostic>> FindAsync(TrustExample example, string head, string severity)
    {
        CSharpCompilation compilation = example.Compile(example.Source);
        var provider = new EditorConfig($"{head}dotnet_diagnostic.{example.Id}.severity = {severity}\n");
        return FindAsync(example, compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(provider)));
    }

    private static Task<IReadOnlyList<Diagnostic>> FindAsync(TrustExample example, CSharpCompilation compilation) =>
        AnalyzerTest.RunAsync(compilation, example.Options);

    /// <summary>Reads an .editorconfig, or a .globalconfig, as the compiler does.</summary>
    private sealed class EditorConfig(string text) : SyntaxTreeOptionsProvider
    {
        private readonly AnalyzerConfigSet configs = AnalyzerConfigSet.Create(new[] { AnalyzerConfig.Parse(text, "/.editorconfig") });

        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            configs.GetOptionsForSourcePath("/" + tree.FilePath).TreeOptions.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            configs.GlobalConfigOptions.TreeOptions.TryGetValue(diagnosticId, out severity);
    }
}
