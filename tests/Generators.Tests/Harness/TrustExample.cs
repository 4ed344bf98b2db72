using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>The smallest code, or file beside it, of which one rule on trust speaks, and no other.</summary>
internal sealed record TrustExample(string Id, TrustApi Api, string Text)
{
    private const string AnotherNamespace = "Elsewhere";

    // What the statements and attributes of the examples are about, by other people.
    private const string AnotherAspNet = """
        namespace Elsewhere
        {
            [Flags]
            public enum ForwardedHeaders { None = 0, XForwardedFor = 1, XForwardedHost = 2, XForwardedPrefix = 8 }

            public class ForwardedHeadersOptions
            {
                public List<IPAddress> KnownProxies { get; } = [];
                public List<IPNetwork> KnownIPNetworks { get; } = [];
                public int? ForwardLimit { get; set; }
                public ForwardedHeaders ForwardedHeaders { get; set; }
            }

            public static class ForwardedHeadersExtensions
            {
                public static void Configure<T>(this object services, Action<T> configure) where T : class => configure(null!);
                public static object UseForwardedHeaders(this object app, ForwardedHeadersOptions? options = null) => app;
                public static object UseHsts(this object app) => app;
                public static object UseUrls(this object host, params string[] urls) => host;
            }

            public class HostString(string text) { public string Text => text; }
            public class Headers { public string this[string name] => name; }
            public class Request { public Headers Headers => new(); public HostString? Host { get; set; } }
            public class Connection { public IPAddress? RemoteIpAddress { get; set; } }
            public class Context { public Request Request => new(); public Connection Connection => new(); }
        }
        """;

    private const string AnotherGatehouse = """
        namespace Elsewhere
        {
            public enum Forwarded { For = 1, Host = 4 }
            public class GatewayAppAttribute : Attribute;
            public class TrustedProxiesAttribute(params string[] networks) : Attribute { public string[] Networks => networks; }
            public class ForwardedHeadersAttribute(Forwarded facts) : Attribute
            {
                public Forwarded Facts => facts;
                public string? ForHeader { get; set; }
            }
        }
        """;

    /// <summary>A file of the project that is no source, by its path.</summary>
    public (string Path, string Text)? File { get; init; }

    /// <summary>Whether the diagnostic stands in the file: there is no comment of C# that could turn it off, and no generated code.</summary>
    public bool IsInFile { get; init; }

    public TestOptions Options => File is not var (path, text)
        ? TestOptions.None
        : new TestOptions(ImmutableDictionary<string, string>.Empty) { AdditionalFiles = [TestOptions.File(path, text)] };

    public string Source => Api switch
    {
        TrustApi.Handler => HeaderSource.AspNet(Text),
        TrustApi.Startup => AspNetSource.InStartup(Text),
        TrustApi.OldMiddleware => OldMiddleware("Microsoft.AspNetCore"),
        _ => "using Gatehouse;\n" + App,
    };

    private string App => $$"""

        [GatewayApp]
        [{{Text}}]
        public partial class App
        {
            public void Handle() { }
        }
        """;

    public CSharpCompilation Compile(string source) => TestCompilation.Of(
        OutputKind.DynamicallyLinkedLibrary,
        Api switch
        {
            TrustApi.App => TestReferences.Gatehouse,
            TrustApi.OldMiddleware => TestReferences.Net,
            _ => TestReferences.AspNet,
        },
        source);

    /// <summary>The same with types of the same names in another namespace, where what the rule is about is not referred to.</summary>
    public CSharpCompilation CompileLookAlike() => TestCompilation.Of(
        OutputKind.DynamicallyLinkedLibrary,
        TestReferences.Net,
        Api switch
        {
            TrustApi.Handler or TrustApi.Startup => "using System.Net;\nusing Elsewhere;\n" + $$"""

                public static class C
                {
                    public static void M(Context context, object services, object app, object host)
                    {
                        {{Text}}
                    }
                }

                {{AnotherAspNet}}
                """,
            TrustApi.OldMiddleware => OldMiddleware(AnotherNamespace),
            _ => $"using {AnotherNamespace};\n{App}\n\n{AnotherGatehouse}",
        });

    public override string ToString() => File is var (path, _) ? $"{Id} with {path}" : $"{Id} {Text}";

    /// <summary>All of before there was X-Forwarded-Prefix, which has a rule of its own now.</summary>
    private string OldMiddleware(string root) => $$"""
        using {{root}}.Builder;
        using {{root}}.HttpOverrides;

        namespace {{root}}.HttpOverrides
        {
            [Flags]
            public enum ForwardedHeaders { None = 0, XForwardedFor = 1, XForwardedHost = 2, XForwardedProto = 4, All = 7 }
        }

        namespace {{root}}.Builder
        {
            public class ForwardedHeadersOptions
            {
                public ForwardedHeaders ForwardedHeaders { get; set; }
                public IList<string> AllowedHosts { get; set; } = [];
            }
        }

        public static class C
        {
            public static void Set(ForwardedHeadersOptions options)
            {
                {{Text}}
            }
        }
        """;
}

/// <summary>What the text of an example is: statements of some code, or attributes.</summary>
internal enum TrustApi
{
    /// <summary>Statements about <c>context</c>, in ASP.NET Core.</summary>
    Handler,

    /// <summary>Statements about <c>services</c>, <c>app</c> and <c>host</c>, in ASP.NET Core.</summary>
    Startup,

    /// <summary>Statements about <c>options</c>, in ASP.NET Core before X-Forwarded-Prefix.</summary>
    OldMiddleware,

    /// <summary>Attributes of a gateway app.</summary>
    App,
}
