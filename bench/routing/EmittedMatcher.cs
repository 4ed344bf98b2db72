using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Gatehouse.Generators;
using Gatehouse.Http;
using Gatehouse.Linux;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using HttpMethod = Gatehouse.Http.HttpMethod;

namespace Gatehouse.Bench.Routing;

/// <summary>An app with the routes, compiled with the generator as a project would be, and asked through the engine's seam.</summary>
internal abstract class EmittedMatcher : IMatcher
{
    public static EmittedMatcher Of(Route[] routes)
    {
        var source = new StringBuilder("[Gatehouse.GatewayApp] public partial class App {\n");
        for (int i = 0; i < routes.Length; i++)
            source.Append($"[Gatehouse.Route(\"{routes[i].Template}\", \"{routes[i].Method}\")] public string M{i}() => \"\";\n");
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"App{routes.Length}",
            [CSharpSyntaxTree.ParseText(source.Append('}').ToString())],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create(new GatewayGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out Compilation complete, out _);
        using var image = new MemoryStream();
        var result = complete.Emit(image);
        if (!result.Success) throw new InvalidOperationException(string.Join("\n", result.Diagnostics));
        image.Position = 0;
        Type app = AssemblyLoadContext.Default.LoadFromStream(image).GetType("App", throwOnError: true)!;
        return (EmittedMatcher)Activator.CreateInstance(
            typeof(Driver<>).MakeGenericType(app), BindingFlags.Instance | BindingFlags.Public, null, [routes], null)!;
    }

    public abstract string Describe(int index);

    public abstract void Run(int[] order);

    public abstract void RunEmpty(int[] order);

    private sealed class Driver<TApp>(Route[] routes) : EmittedMatcher
        where TApp : class, IGatewayApplication<TApp>
    {
        // One after the other, as pipelined requests lie in a receive buffer.
        private readonly byte[] buffer = Encoding.ASCII.GetBytes(string.Concat(routes.Select(HeadOf)));
        private readonly int[] starts = [.. routes.Select((_, i) => routes.Take(i).Sum(route => HeadOf(route).Length))];
        private readonly HttpMethod[] methods = [.. routes.Select(route => HttpMethods.Recognise(Encoding.ASCII.GetBytes(route.Method)))];
        private readonly (int Method, int Path)[] lengths = [.. routes.Select(route => (route.Method.Length, route.Path.Length))];
        private readonly Request request = Create();
        private int sum;

        private static string HeadOf(Route route) => $"{route.Method} {route.Path} HTTP/1.1\r\nHost: api.github.com\r\nAccept: application/vnd.github+json\r\n\r\n";

        private static Request Create() => new(new RequestHead());

        public override string Describe(int index)
        {
            Request one = Prepare(index);
            return TApp.Select(one).Route ?? "none";
        }

        public override void Run(int[] order)
        {
            foreach (int index in order) sum += TApp.Select(Prepare(index)).Id;
        }

        public override void RunEmpty(int[] order)
        {
            foreach (int index in order) sum += Prepare(index).PathBytes[^1];
        }

        private Request Prepare(int index)
        {
            (int method, int path) = lengths[index];
            RequestHead current = request.Head;
            current.Method = methods[index];
            current.MethodLength = method;
            current.PathStart = method + 1;
            current.PathLength = path;
            request.Rebase(buffer, starts[index]);
            return request;
        }
    }
}
