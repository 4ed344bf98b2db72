namespace Gatehouse.Hosting.Operating;

/// <summary>What the admin listener answers: for probes and for a metrics scraper, who need no worker for it.</summary>
internal sealed class AdminApp : IGatewayApplication<AdminApp>
{
    private const int Health = 0;
    private const int Readiness = 1;
    private const int Metrics = 2;

    private readonly StatusReader status;
    private readonly MetricsPage metrics;

    public AdminApp(StatusReader status, MetricsPage metrics)
    {
        this.status = status;
        this.metrics = metrics;
    }

    public static ApplicationDescription Describe() => new() { Name = "admin" };

    /// <summary>Never called: the master makes it, since it belongs to no worker.</summary>
    public static ValueTask<AdminApp> StartAsync(WorkerContext context) => throw new NotSupportedException();

    public static ValueTask StopAsync(AdminApp application) => default;

    public static Handler Select(Gatehouse.Request request)
    {
        int id = request.Path switch
        {
            "/healthz" => Health,
            "/readyz" => Readiness,
            "/metrics" => Metrics,
            _ => -1,
        };
        return id < 0 ? Handler.NotFound
            : request.Method is "GET" or "HEAD" ? Handler.Of(id, isBlocking: false, route: null)
            : Handler.MethodNotAllowed("GET, HEAD");
    }

    public static ValueTask InvokeAsync(AdminApp application, Handler handler, Gatehouse.Request request, Response response)
    {
        response.Headers["Cache-Control"] = "no-store";
        switch (handler.Id)
        {
            case Health:
                Answer(response, 200, $"ok: {application.status.Read().State}");
                break;
            case Readiness:
                ServiceStatus now = application.status.Read();
                if (now.IsReady) Answer(response, 200, $"ready: {now.WorkersReady} of {now.WorkersWanted} workers");
                else Answer(response, 503, $"not ready: {now.WhyNotReady}");
                break;
            default:
                (string text, string type) = application.metrics.Write(MetricsWriter.FormatFor(request.Headers["Accept"]));
                response.ContentType = type;
                response.Write(text);
                break;
        }

        return default;
    }

    private static void Answer(Response response, int code, string text)
    {
        response.Status = code;
        response.ContentType = Response.PlainText;
        response.Write(StatusTable.Printable(text) + "\n");
    }
}
