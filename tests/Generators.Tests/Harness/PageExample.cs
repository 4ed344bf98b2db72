using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>An example of a page, and the project that a reader pastes it into.</summary>
/// <param name="Code">C#: a class, its attributes, a handler, or statements.</param>
/// <param name="Nginx">The project's nginx site.</param>
internal sealed partial record PageExample(string Code, string? Nginx)
{
    private const string AspNetUsings = """
        global using System.IO;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        using System.Net;
        using Microsoft.AspNetCore.HttpOverrides;
        """;

    private bool IsGatehouse => Code.StartsWith('[') || OwnRequest().IsMatch(Code);

    /// <summary>What the analyzers say of the project. An error of the compiler fails.</summary>
    public async Task<IReadOnlyList<Diagnostic>> FindAsync()
    {
        var options = new TestOptions(ImmutableDictionary<string, string>.Empty)
        {
            AdditionalFiles = Nginx is null ? [] : [TestOptions.File("/app/deploy/nginx/site.conf", Nginx)],
        };
        CSharpCompilation compilation = IsGatehouse
            ? TestCompilation.Of(GatehouseSource())
            : TestCompilation.Of(OutputKind.ConsoleApplication, TestReferences.AspNet, AspNetSource());
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return await AnalyzerTest.RunAsync(compilation, options);
    }

    private string GatehouseSource()
    {
        string code = Code.Replace("…", "", StringComparison.Ordinal);
        string app = Class().Match(code) switch
        {
            { Success: true } match => code + (code.Contains("[Get(", StringComparison.Ordinal) ? "" : $"public partial class {match.Groups["name"]} {{ public void Handle() {{ }} }}"),
            _ when code.StartsWith("[Get", StringComparison.Ordinal) => $"[GatewayApp, TrustedProxies(\"unix:\")] public partial class App {{ {code} }}",
            _ when code.StartsWith('[') => $"[GatewayApp] {Missing("TrustedProxies", "unix:")} {Missing("AllowedHosts", "a.example")} {code} public partial class App {{ public void Handle() {{ }} }}",
            _ => $$"""
                [GatewayApp, TrustedProxies("unix:")]
                public partial class App
                {
                    private static readonly HashSet<string> Staff = [];
                    private static readonly IPNetwork Office = IPNetwork.Parse("192.0.2.0/24");

                    public Response Handle(Request request)
                    {
                        string settings = $"{Staff.Count} {Office}";
                        {{code}}
                        return Response.Text(settings);
                    }
                }
                """,
        };
        return $"using System.Net;\nusing Gatehouse;\n{app}";

        // An attribute on its own stands beside the others that it needs.
        string Missing(string attribute, string argument) => code.Contains($"[{attribute}(", StringComparison.Ordinal) ? "" : $"[{attribute}(\"{argument}\")]";
    }

    // Each statement goes where the name that it begins with is known.
    private string AspNetSource()
    {
        StringBuilder options = new(), services = new(), kestrel = new(), app = new(), handler = new();
        bool isOwnOptions = false;
        foreach (StatementSyntax statement in CSharpSyntaxTree.ParseText(Code, TestCompilation.ParseOptions).GetCompilationUnitRoot()
            .Members.OfType<GlobalStatementSyntax>().Select(member => member.Statement))
        {
            isOwnOptions |= statement is LocalDeclarationStatementSyntax local && local.Declaration.Variables[0].Identifier.Text == "options";
            string root = statement.GetFirstToken().Text;
            StringBuilder place = root switch
            {
                "options" when !isOwnOptions => options,
                "services" or "builder" or "AppContext" => services,
                "kestrel" => kestrel,
                _ when root is not ("app" or "File") && Code.Contains("context.", StringComparison.Ordinal) => handler,
                _ => app,
            };
            place.Append(statement.ToFullString());
        }

        if (app.ToString().Contains("UseForwardedHeaders(options)", StringComparison.Ordinal) && !isOwnOptions)
            app.Insert(0, "var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, KnownProxies = { IPAddress.Loopback } };\n");
        bool takesAny = (app.ToString() + handler).Contains("UseForwardedHeaders", StringComparison.Ordinal);
        bool isConfigured = (options.ToString() + services).Contains("orwardedHeaders", StringComparison.Ordinal)
            || (takesAny && !app.ToString().Contains("UseForwardedHeaders()", StringComparison.Ordinal));
        if (!isConfigured) options.Append("options.ForwardedHeaders = ForwardedHeaders.XForwardedFor;");
        return $$"""
            {{AspNetUsings}}

            var builder = WebApplication.CreateBuilder(args);
            IServiceCollection services = builder.Services;
            {{(options.Length > 0 ? $"services.Configure<ForwardedHeadersOptions>(options => {{ {options} }});" : "")}}
            {{services}}
            {{(kestrel.Length > 0 ? $"builder.WebHost.ConfigureKestrel(kestrel => {{ {kestrel} }});" : "")}}
            var app = builder.Build();
            string settings = "", secrets = "";
            var office = System.Net.IPNetwork.Parse("192.0.2.0/24");
            _ = services.Count + settings.Length + secrets.Length + office.PrefixLength;
            {{(takesAny ? "" : "app.UseForwardedHeaders();")}}
            {{app}}
            {{(handler.Length > 0 ? $"app.MapGet(\"/\", IResult (HttpContext context) => {{ {handler} return Results.Ok(); }});" : "")}}
            app.Run();
            """;
    }

    [GeneratedRegex(@"(?<![\w.])(?:[Rr]equest\.|Request request)")]
    private static partial Regex OwnRequest();

    [GeneratedRegex(@"partial class (?<name>\w+)")]
    private static partial Regex Class();
}
