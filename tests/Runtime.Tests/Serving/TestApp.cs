using System.Collections.Concurrent;

namespace Gatehouse.Runtime.Tests.Serving;

internal delegate ValueTask TestHandler(Request request, Response response);

/// <summary>An application whose one handler is a delegate of the test, found by the name of the service.</summary>
internal sealed class TestApp : IGatewayApplication<TestApp>
{
    private static readonly ConcurrentDictionary<string, TestHandler> Handlers = new();

    private readonly TestHandler handler;

    private TestApp(TestHandler handler) => this.handler = handler;

    public static string Register(TestHandler handler)
    {
        string name = Guid.NewGuid().ToString();
        Handlers[name] = handler;
        return name;
    }

    public static ApplicationDescription Describe() => new() { Name = "test" };

    public static ValueTask<TestApp> StartAsync(WorkerContext context) => new(new TestApp(Handlers[context.Name]));

    public static ValueTask StopAsync(TestApp application) => default;

    public static Handler Select(Request request)
    {
        if (request.PathBytes.StartsWith("/limit-"u8)) request.MaxRequestBody = long.Parse(request.PathBytes[7..]);
        return request.PathBytes.IsEmpty || request.PathBytes.SequenceEqual("/missing"u8) ? Handler.NotFound
            : request.PathBytes.SequenceEqual("/wrong-method"u8) ? Handler.MethodNotAllowed("GET, HEAD")
            : Handler.Of(0, isBlocking: false, route: null);
    }

    public static ValueTask InvokeAsync(TestApp application, Handler handler, Request request, Response response) =>
        application.handler(request, response);
}
