using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>A compiled app, loaded, and driven through the seam as the engine drives it.</summary>
internal abstract class LoadedApp
{
    private static readonly ConcurrentDictionary<string, Lazy<Assembly>> Compiled = new();

    /// <summary>The assembly that was compiled.</summary>
    public Assembly Assembly { get; private set; } = null!;

    /// <summary>The instance, once started.</summary>
    public abstract object Instance { get; }

    /// <summary>
    /// Compiles a source with the generator, checks the result, and loads the class App in it. Each source once: the cases
    /// of a theory share the compilation, not the instance.
    /// </summary>
    public static LoadedApp Compile(string source) =>
        Of(Compiled.GetOrAdd(source, text => new Lazy<Assembly>(() => Load(GeneratorRun.Of(text).AssertCompiles().Output))).Value, "App");

    /// <summary>As <see cref="Compile"/>, for a source with a <c>JsonSerializerContext</c>.</summary>
    public static LoadedApp CompileWithJson(string source) => Of(
        Compiled.GetOrAdd(
            source,
            text => new Lazy<Assembly>(() => Load(GeneratorRun.Of(JsonSources.Add(TestCompilation.Of(text))).AssertCompiles().Output))).Value,
        "App");

    /// <summary>Loads the app that a run of the generator completed.</summary>
    public static LoadedApp Of(GeneratorRun run, string app) => Of(Load(run.AssertCompiles().Output), app);

    /// <summary>Emits a compilation and loads it, apart from every other; where it is collectible, its context can be unloaded.</summary>
    public static Assembly Load(CSharpCompilation compilation, bool isCollectible = false)
    {
        using var image = new MemoryStream();
        EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        return new AssemblyLoadContext("app under test", isCollectible).LoadFromStream(image);
    }

    /// <summary>An app of an assembly that is loaded.</summary>
    public static LoadedApp Of(Assembly assembly, string app)
    {
        Type type = assembly.GetType(app, throwOnError: true)!;
        var loaded = (LoadedApp)Activator.CreateInstance(typeof(Driver<>).MakeGenericType(type))!;
        loaded.Assembly = assembly;
        return loaded;
    }

    /// <summary>Whether refusals are told as their problem documents, not as their messages.</summary>
    public bool ShowsProblems { get; set; }

    public abstract ApplicationDescription Describe();

    public abstract IReadOnlyList<RouteDescription> DescribeRoutes();

    public abstract Task StartAsync();

    public abstract Task StopAsync();

    public abstract Handler Select(Request request);

    public abstract ValueTask InvokeAsync(Handler handler, Request request, Response response);

    public Handler Select(string method, string path) => Select(Requests.Of(method, path));

    /// <summary>Sends a request all the way, and reads the answer as "STATUS content-type: body".</summary>
    public Task<string> AskAsync(string method, string path)
    {
        var exchange = new TestExchange();
        return AskAsync(Requests.Of(method, path, exchange), exchange);
    }

    /// <summary>Sends a request with header fields, each with its line end, and a body.</summary>
    public Task<string> AskAsync(string method, string path, string fields, string body = "")
    {
        var exchange = new TestExchange { Body = new MemoryStream(Encoding.UTF8.GetBytes(body)) };
        string length = body.Length == 0 ? "" : $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n";
        return AskAsync(Requests.Parse($"{method} {path} HTTP/1.1\r\nHost: a\r\n{fields}{length}\r\n", exchange), exchange);
    }

    /// <summary>Sends a request all the way; a refusal is its problem document where it has one.</summary>
    public async Task<string> AskAsync(Request request, TestExchange exchange)
    {
        var response = new Response();
        response.Attach(exchange);
        exchange.Response = response;
        try
        {
            Handler handler = Select(request);
            if (handler.IsNotFound) return "404";
            if (handler.Allow is { } allow) return $"405 {allow}";
            await InvokeAsync(handler, request, response);
        }
        catch (HttpStatusException e) when (!e.Problem.IsEmpty && ShowsProblems)
        {
            return $"{e.Status} {Encoding.UTF8.GetString(e.Problem.Span)}";
        }
        catch (HttpStatusException e)
        {
            return $"{e.Status} {e.Message}";
        }

        string body = exchange.Sent + Encoding.UTF8.GetString(response.Pending.Span);
        return $"{response.Status} {response.ContentType}: {body}";
    }

    private sealed class Driver<TApp> : LoadedApp
        where TApp : class, IGatewayApplication<TApp>
    {
        private TApp? instance;

        public override object Instance => instance!;

        public override ApplicationDescription Describe() => TApp.Describe();

        public override IReadOnlyList<RouteDescription> DescribeRoutes() => TApp.DescribeRoutes();

        public override async Task StartAsync() =>
            instance = await TApp.StartAsync(new WorkerContext("test", 3, NullLoggerFactory.Instance, CancellationToken.None));

        public override async Task StopAsync() => await TApp.StopAsync(instance!);

        public override Handler Select(Request request) => TApp.Select(request);

        public override ValueTask InvokeAsync(Handler handler, Request request, Response response) =>
            TApp.InvokeAsync(instance!, handler, request, response);
    }
}
