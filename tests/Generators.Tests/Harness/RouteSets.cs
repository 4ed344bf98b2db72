using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>
/// Sets of routes as apps that the generator completed, each in a namespace of its own. It takes one app at a time, and what
/// it made of all is compiled to one assembly: the compiler's start for each would take most of a test's time.
/// </summary>
internal sealed class RouteSets : IDisposable
{
    // Documentation and nulls are checked by tests of single apps; here they would take most of the compiler's time.
    private static readonly CSharpParseOptions Parsing = TestCompilation.ParseOptions
        .WithDocumentationMode(DocumentationMode.None).WithFeatures([new("run-nullable-analysis", "never")]);

    private static readonly CSharpCompilation Empty = WithOptions(TestCompilation.Of());

    private readonly Assembly assembly;

    public RouteSets(IReadOnlyList<RouteCase> cases)
    {
        List<SyntaxTree> trees = [.. cases.SelectMany((set, number) => Complete(SourceOf(number, set.Routes)))];
        assembly = LoadedApp.Load(Empty.AddSyntaxTrees(trees), isCollectible: true);
        Sets = [.. cases.Select((_, number) => new CompiledSet(assembly, number))];
    }

    /// <summary>The sets, in their order.</summary>
    public IReadOnlyList<CompiledSet> Sets { get; }

    public void Dispose() => AssemblyLoadContext.GetLoadContext(assembly)!.Unload();

    private static CSharpCompilation WithOptions(CSharpCompilation compilation) => compilation.RemoveAllSyntaxTrees()
        .AddSyntaxTrees(compilation.SyntaxTrees.Select(tree => tree.WithRootAndOptions(tree.GetRoot(), Parsing)));

    private static IEnumerable<SyntaxTree> Complete(string source)
    {
        CSharpCompilation app = Empty.AddSyntaxTrees(CSharpSyntaxTree.ParseText(source, Parsing, "App.cs"));
        GeneratorDriverRunResult result = GeneratorRun.Driver(parsing: Parsing).RunGenerators(app).GetRunResult();
        Assert.Null(Assert.Single(result.Results).Exception);

        // An app with a mistake has nothing emitted.
        Assert.True(result.GeneratedTrees.Length > 0, source);
        return app.SyntaxTrees.Skip(Empty.SyntaxTrees.Length).Concat(result.GeneratedTrees);
    }

    private static string SourceOf(int number, IReadOnlyList<NaiveRoute> routes)
    {
        var source = new StringBuilder($$"""
            using Gatehouse;

            namespace Set{{number}};

            [GatewayApp]
            public partial class App
            {
                public object?[] Got = [];

                private static bool HasA(ReadOnlySpan<byte> segment) => segment.IndexOf((byte)'a') >= 0;
                private static bool HasB(ReadOnlySpan<byte> segment) => segment.IndexOf((byte)'b') >= 0;

                public static string LinkTo(int route, object?[] values) => route switch
                {

            """);
        foreach ((int id, NaiveRoute route) in routes.Index())
            source.Append($"        {id} => Routes.Handle{id}({string.Join(", ", ParametersOf(route).Select((parameter, i) => $"({parameter.LinkType})values[{i}]!"))}),\n");
        source.Append("        _ => throw new ArgumentOutOfRangeException(nameof(route)),\n    };\n\n");
        foreach ((int id, NaiveRoute route) in routes.Index())
        {
            string declared = string.Join(", ", ParametersOf(route).Select(parameter => $"{parameter.Type} {parameter.Name}"));
            string names = string.Join(", ", ParametersOf(route).Select(parameter => parameter.Name));
            source.Append($"    [Route(\"{route.Template}\", \"{route.Method}\")] public string Handle{id}({declared}) {{ Got = [{names}]; return \"\"; }}\n");
        }

        return source.Append("}\n").ToString();
    }

    private static IEnumerable<(string Name, string Type, string LinkType)> ParametersOf(NaiveRoute route)
    {
        IEnumerable<int> places = Enumerable.Range(0, route.Segments.Count).Where(i => route.Segments[i].IsParameter);
        foreach ((int place, NaiveType type) in places.Zip(NaiveLink.TypesOf(route)))
        {
            NaiveLast last = place == route.Segments.Count - 1 ? route.Last : NaiveLast.Required;
            string absent = last == NaiveLast.Required ? "" : "?";
            yield return ($"p{place}", type.Name + (last == NaiveLast.Optional ? "?" : ""), type.LinkName + absent);
        }
    }
}

/// <summary>A set of routes as a running app.</summary>
internal sealed class CompiledSet
{
    private readonly LoadedApp app;
    private readonly FieldInfo got;
    private readonly Func<int, object?[], string> linkTo;

    public CompiledSet(Assembly assembly, int number)
    {
        app = LoadedApp.Of(assembly, $"Set{number}.App");
        app.StartAsync().GetAwaiter().GetResult();
        Type type = app.Instance.GetType();
        got = type.GetField("Got")!;
        linkTo = type.GetMethod("LinkTo")!.CreateDelegate<Func<int, object?[], string>>();
    }

    public Handler Select(Request request) => app.Select(request);

    /// <summary>The link to a route.</summary>
    public string LinkTo(int route, object?[] values) => linkTo(route, values);

    /// <summary>What the handler of a request gets.</summary>
    public IReadOnlyList<object?> Invoke(Handler handler, Request request, TestExchange exchange)
    {
        var response = new Response();
        response.Attach(exchange);
        exchange.Response = response;

        // Nothing in the way of an answer waits here.
        app.InvokeAsync(handler, request, response).GetAwaiter().GetResult();
        return (object?[])got.GetValue(app.Instance)!;
    }
}
