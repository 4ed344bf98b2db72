using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests;

/// <summary>Generated code compiles, and means the same, whatever the user calls things.</summary>
public class NameSafetyTests
{
    [Theory]
    [InlineData("namespace Acme.System; ", "App", "Acme.System.App")]
    [InlineData("namespace Acme.Gatehouse; ", "App", "Acme.Gatehouse.App")]
    [InlineData("namespace @class.@namespace; ", "App", "class.namespace.App")]
    [InlineData("", "@class", "class")]
    [InlineData("", "@record", "record")]
    [InlineData("", "Größe", "Größe")]
    [InlineData("", "Handler", "Handler")]
    [InlineData("", "Program", "Program")]
    [InlineData("namespace Hello; ", "Hello", "Hello.Hello")]
    public async Task Any_namespace_and_class_name(string declaration, string name, string metadataName)
    {
        // The attribute and types are written in full: the names under test hide the short ones.
        string source = $$"""
            {{declaration}}
            [global::Gatehouse.GatewayApp]
            public partial class {{name}}
            {
                [global::Gatehouse.Get("/{class}/{id:int}")] public string @return(string @class, int id) => $"{@class}{id}";
            }
            """;
        LoadedApp app = LoadedApp.Of(
            GeneratorRun.Of(TestCompilation.Of(OutputKind.ConsoleApplication, TestReferences.Gatehouse, source)), metadataName);
        await app.StartAsync();
        Assert.Equal("200 text/plain; charset=utf-8: a5", await app.AskAsync("GET", "/a/5"));
    }

    [Fact]
    public async Task Members_with_the_names_that_generated_code_uses()
    {
        LoadedApp app = LoadedApp.Compile("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                public const int GatewayRoutes = 1, GatewayRoutes2 = 2, Is = 3, NotFound = 4, Either = 5, Capture = 6, SegmentEnd = 7;
                public string request = "", response = "", handler = "", application = "", context = "", path = "", method = "";
                public static void Select(Request request) { }
                public static void InvokeAsync() { }
                public static void Describe() { }
                public class System;
                public class Task;
                public class ReadOnlySpan<T>;
                public static bool IsInt32(ReadOnlySpan<byte> value) => false;

                [Get("/")] public string Index() => "index";
                [Get("/{is:int}/{equals}")] public string Of(int @is, string equals) => $"{@is} {equals}";
                [Get("/at/{root}")] public string AtRoot(string root) => root;
                [Get("/at-root/{x}")] public string OnAtRoot(string x) => x;
                [Get("/atRoot/{y}")] public string OnAtRoot2(string y) => y;
            }

            public static class Extensions
            {
                public static bool SequenceEqual(this global::System.ReadOnlySpan<byte> left, global::System.ReadOnlySpan<byte> right) => false;
                public static int IndexOf(this global::System.ReadOnlySpan<byte> left, byte right) => -1;
            }
            """);
        await app.StartAsync();
        Assert.Equal("200 text/plain; charset=utf-8: index", await app.AskAsync("GET", "/"));
        Assert.Equal("200 text/plain; charset=utf-8: 5 x", await app.AskAsync("GET", "/5/x"));
        Assert.Equal("200 text/plain; charset=utf-8: 1", await app.AskAsync("GET", "/at/1"));
        Assert.Equal("200 text/plain; charset=utf-8: 2", await app.AskAsync("GET", "/at-root/2"));
        Assert.Equal("200 text/plain; charset=utf-8: 3", await app.AskAsync("GET", "/atRoot/3"));
    }

    [Theory]
    [InlineData("namespace Acme.System { ", "Acme.System.App", "Hooks", "}")]
    [InlineData("namespace @class.@namespace { ", "class.namespace.App", "@record", "}")]
    [InlineData("", "App", "Größe", "")]
    [InlineData("", "App", "@event", "")]
    [InlineData("namespace App { ", "App.App", "MasterHooks", "}")]
    public void Any_name_of_a_class_of_hooks(string open, string metadataName, string name, string close)
    {
        string source = $$"""
            {{open}}
            [global::Gatehouse.GatewayApp]
            public partial class App
            {
                public static string OnReady = "a field";
                public static int Hooks, MasterHooks;
                [global::Gatehouse.Get("/")] public string Index() => "";
                private static void OnStarting(global::Gatehouse.MasterContext context) { }
                private static void OnStarting(int overload) { }
            }

            [global::Gatehouse.GatewayHooks]
            internal class {{name}} { public static void OnExiting(global::Gatehouse.MasterContext context) { } }
            {{close}}
            """;
        MasterHooks hooks = LoadedApp.Of(GeneratorRun.Of(source), metadataName).Describe().Hooks!;
        Assert.NotNull(hooks.OnStarting);
        Assert.NotNull(hooks.OnExiting);
        Assert.Null(hooks.OnReady);
    }

    [Theory]
    [InlineData("record")]
    [InlineData("sealed partial record")]
    [InlineData("internal sealed partial class")]
    [InlineData("unsafe partial class")]
    public void Any_kind_of_class(string kind)
    {
        string declaration = kind.Contains("partial", StringComparison.Ordinal) ? kind : "partial " + kind;
        GeneratorRun run = GeneratorRun.Of($$"""
            [Gatehouse.GatewayApp]
            {{declaration}} App
            {
                [Gatehouse.Get("/")] public string Index() => "";
            }
            """).AssertCompiles();
        Assert.NotEmpty(run.Sources);
    }

    [Fact]
    public void Parts_in_several_files_and_obsolete_handlers()
    {
        GeneratorRun run = GeneratorRun.Of(
            "[Gatehouse.GatewayApp] public partial class App { [Gatehouse.Get(\"/a\")] [Obsolete] public string A() => \"\"; }",
            "partial class App { [Gatehouse.Get(\"/b\")] [Obsolete(\"use a\")] public string B() => \"\"; }").AssertCompiles();
        Assert.Contains("GET /b", run.Sources["App.Routes.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_the_user_stays_text()
    {
        var options = new TestOptions(new Dictionary<string, string> { ["GatehouseUser"] = "\"\\ \u2028 {x} \"\"\" é" });
        LoadedApp app = LoadedApp.Of(
            GeneratorRun.Of(
                TestCompilation.Of("""
                    [Gatehouse.GatewayApp]
                    public partial class App
                    {
                        [Gatehouse.Get("/it's/{a}/(b);'")] public string Index(string a) => a;
                        [Gatehouse.Get("/'/x")] [Gatehouse.Get("/(/x")] [Gatehouse.Get("/)/x")] [Gatehouse.Get("/a/x")] public string Byte() => "";
                    }
                    """),
                options),
            "App");
        Assert.Equal("\"\\ \u2028 {x} \"\"\" é", Assert.Single(app.Describe().Defaults).Value);
        Assert.Equal("/it's/{a}/(b);'", app.Select("GET", "/it's/1/(b);'").Route);
        Assert.Equal("/'/x", app.Select("GET", "/'/x").Route);
    }

    [Fact]
    public async Task Types_beside_the_app_with_the_names_that_generated_code_uses()
    {
        LoadedApp app = LoadedApp.Of(
            GeneratorRun.Of("""
                namespace Acme
                {
                    public class System; public class Gatehouse; public class Task; public class ValueTask; public class CancellationToken;
                    public class Request; public class Response; public class Handler; public class ReadOnlySpan<T>; public class MasterHooks;

                    [global::Gatehouse.GatewayApp, global::Gatehouse.TrustedProxies("unix:")]
                    public partial class App
                    {
                        [global::Gatehouse.Get("/{id:int}/{day}")]
                        public async global::System.Threading.Tasks.Task<string> Index(int id, global::System.DateOnly day, global::Gatehouse.Request request)
                        {
                            await global::System.Threading.Tasks.Task.Yield();
                            return $"{id} {day.Year}";
                        }

                        private static void OnReady(global::Gatehouse.MasterContext context) { }
                    }
                }
                """),
            "Acme.App");
        await app.StartAsync();
        Assert.Equal("200 text/plain; charset=utf-8: 5 2026", await app.AskAsync("GET", "/5/2026-11-24"));
    }

    /// <summary>Emitted code has no warning, whatever a project asks of its own. C# 11 is the lowest version: the seam has static abstract members.</summary>
    [Theory]
    [InlineData(LanguageVersion.CSharp11, NullableContextOptions.Enable, true)]
    [InlineData(LanguageVersion.CSharp11, NullableContextOptions.Disable, false)]
    [InlineData(LanguageVersion.CSharp12, NullableContextOptions.Disable, true)]
    [InlineData(LanguageVersion.Latest, NullableContextOptions.Disable, true)]
    [InlineData(LanguageVersion.Latest, NullableContextOptions.Warnings, false)]
    [InlineData(LanguageVersion.Preview, NullableContextOptions.Enable, true)]
    public void Any_options_of_the_project_and_no_implicit_usings(LanguageVersion language, NullableContextOptions nullable, bool checkOverflow)
    {
        CSharpCompilationOptions options = TestCompilation.Of().Options
            .WithNullableContextOptions(nullable).WithOverflowChecks(checkOverflow).WithOutputKind(OutputKind.ConsoleApplication).WithAllowUnsafe(false);
        CSharpParseOptions parsing = TestCompilation.ParseOptions.WithLanguageVersion(language);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "TestAssembly", [CSharpSyntaxTree.ParseText(ManyRoutes.Source(30), parsing, "Big.cs")], TestReferences.Gatehouse, options);
        Assert.NotEmpty(GeneratorRun.Of(compilation).AssertCompiles().Sources);
    }

    [Fact]
    public void Parts_in_any_order_of_files()
    {
        string[] parts =
        [
            "[Gatehouse.GatewayApp] public partial class App;",
            "partial class App { [Gatehouse.Get(\"/a\")] public string A() => \"\"; }",
            "partial class App { [Gatehouse.Get(\"/{b}\")] public string B(string b) => \"\"; }",
        ];
        CSharpCompilation forwards = TestCompilation.Of(parts);
        CSharpCompilation backwards = forwards.RemoveAllSyntaxTrees().AddSyntaxTrees(forwards.SyntaxTrees.Reverse());
        Assert.Equal(GeneratorRun.Of(forwards).Sources, GeneratorRun.Of(backwards).Sources);
    }
}
