using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
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

    /// <summary>Loads the app that a run of the generator completed.</summary>
    public static LoadedApp Of(GeneratorRun run, string app) => Of(Load(run.AssertCompiles().Output), app);

    /// <summary>Emits a compilation and loads it, apart from every other.</summary>
    public static Assembly Load(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        image.Position = 0;
        return new AssemblyLoadContext("app under test").LoadFromStream(image);
    }

    private static LoadedApp Of(Assembly assembly, string app)
    {
        Type type = assembly.GetType(app, throwOnError: true)!;
        var loaded = (LoadedApp)Activator.CreateInstance(typeof(Driver<>).MakeGenericType(type))!;
        loaded.Assembly = assembly;
        return loaded;
    }

    public abstract ApplicationDescription Describe();

    public abstract Task StartAsync();

    public abstract Task StopAsync();

    public abstract Handler Select(Request request);

    public abstract ValueTask InvokeAsync(Handler handler, Request request, Response response);

    public Handler Select(string method, string path) => Select(Requests.Of(method, path));

    /// <summary>Sends a request all the way, and reads the answer as "STATUS content-type: body".</summary>
    public async Task<string> AskAsync(string method, string path)
    {
        var exchange = new TestExchange();
        Request request = Requests.Of(method, path, exchange);
        var response = new Response();
        response.Attach(exchange);
        exchange.Response = response;
        Handler handler = Select(request);
        if (handler.IsNotFound) return "404";
        if (handler.Allow is { } allow) return $"405 {allow}";
        try
        {
            await InvokeAsync(handler, request, response);
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

        public override async Task StartAsync() =>
            instance = await TApp.StartAsync(new WorkerContext("test", 3, NullLoggerFactory.Instance, CancellationToken.None));

        public override async Task StopAsync() => await TApp.StopAsync(instance!);

        public override Handler Select(Request request) => TApp.Select(request);

        public override ValueTask InvokeAsync(Handler handler, Request request, Response response) =>
            TApp.InvokeAsync(instance!, handler, request, response);
    }
}
