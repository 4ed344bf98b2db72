using System.Globalization;
using Gatehouse.Linux;
using Gatehouse.Supervision;

namespace Gatehouse.Hosting.Operating;

/// <summary>
/// What the control socket answers. Runs on the master's loop: a handler begins what was asked for and waits without holding the loop. Who may
/// connect was decided before (<see cref="OperatingListeners"/>).
/// </summary>
internal sealed class ControlApp : IGatewayApplication<ControlApp>
{
    private static readonly string[] Operations = ["/reload", "/stop", "/scale", "/upgrade", "/reopen-logs"];

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly Supervisor supervisor;
    private readonly StatusReader status;

    public ControlApp(Supervisor supervisor, StatusReader status)
    {
        this.supervisor = supervisor;
        this.status = status;
    }

    public static ApplicationDescription Describe() => new() { Name = "control" };

    /// <summary>Never called: the master makes it, since it belongs to no worker.</summary>
    public static ValueTask<ControlApp> StartAsync(WorkerContext context) => throw new NotSupportedException();

    public static ValueTask StopAsync(ControlApp application) => default;

    public static Handler Select(Gatehouse.Request request)
    {
        if (request.Path == "/status")
            return request.Method is "GET" or "HEAD" ? Handler.Of(Operations.Length, isBlocking: false, route: null) : Handler.MethodNotAllowed("GET, HEAD");
        int operation = Array.IndexOf(Operations, request.Path);
        return operation < 0 ? Handler.NotFound
            : request.Method == "POST" ? Handler.Of(operation, isBlocking: false, route: null)
            : Handler.MethodNotAllowed("POST");
    }

    public static async ValueTask InvokeAsync(ControlApp application, Handler handler, Gatehouse.Request request, Response response)
    {
        switch (handler.Id < Operations.Length ? Operations[handler.Id] : "/status")
        {
            case "/reload":
                string? failure = await application.ReloadAsync();
                if (failure is null) Answer(response, 200, $"reloaded: generation {application.status.Read().Generation} serves");
                else Answer(response, 409, failure);
                break;
            case "/stop":
                application.supervisor.RequestStop(request.Query("quick") is not null and not "false");
                Answer(response, 202, "the service is stopping");
                break;
            case "/scale":
                application.Scale(request.Query("workers"), response);
                break;
            case "/upgrade":
                await application.UpgradeAsync(response);
                break;
            case "/reopen-logs":
                application.supervisor.ReopenLogs();
                Answer(response, 200, "the log files are opened anew");
                break;
            default:
                response.ContentType = "application/json";
                response.Write(StatusJson.Write(application.status.Read()));
                break;
        }
    }

    private Task<string?> ReloadAsync()
    {
        var done = new TaskCompletionSource<string?>();
        supervisor.Reload(done.SetResult);
        return done.Task;
    }

    /// <summary>As with USR2, and then TERM to this master: the signal alone says when it was acted on.</summary>
    private async Task UpgradeAsync(Response response)
    {
        var watch = new UpgradeWatch(supervisor.Scoreboard);
        if (!watch.Look()) _ = Libc.Kill(Libc.GetPid(), Signals.User2);
        while (!watch.Look()) await Task.Delay(LookInterval);
        if (watch.Failure is { } failure)
        {
            Answer(response, 409, failure);
            return;
        }

        Answer(response, 200, $"process {watch.Successor} serves, and this one leaves");
        supervisor.RequestStop(quick: false);
    }

    private void Scale(string? text, Response response)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int workers) || workers is < 1 or > Scoreboard.MaxWorkers)
            Answer(response, 400, $"workers={text} is not a number of workers from 1 to {Scoreboard.MaxWorkers}");
        else if (supervisor.TryScale(workers))
            Answer(response, 200, $"{workers} workers are wanted");
        else
            Answer(response, 409, "the service is stopping");
    }

    private static void Answer(Response response, int code, string text)
    {
        response.Status = code;
        response.ContentType = Response.PlainText;
        response.Write(StatusTable.Printable(text) + "\n");
    }
}
