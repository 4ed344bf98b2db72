using System.Net.Sockets;
using System.Text;
using Gatehouse.Hosting.Operating;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting.Operating;

/// <summary>What the server says it has answered is what clients were answered.</summary>
[Collection(ProcessTests.Name)]
public sealed class ExactnessTests
{
    private const int Clients = 4;
    private const int Reloads = 3;

    [Fact]
    public async Task Status_and_metrics_agree_with_the_clients_to_the_request()
    {
        using var server = new Operated("-w", "2", "--control-socket", "app.control", "--admin-bind", "unix:app.admin", "--max-requests", "400");
        server.WaitForReady(2);
        using var stop = new CancellationTokenSource();
        Task<(long Answers, long Failures)>[] clients = [.. Enumerable.Range(0, Clients).Select(_ => Task.Factory.StartNew(
            () => Load(server, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        for (int i = 0; i < Reloads; i++) Assert.Contains("HTTP/1.1 200 ", server.Ask("app.control", "POST", "/reload"));
        Eventually.True(() => server.Status() is { Restarts: >= 2, Traffic.Requests: > 2000 }, () => $"Nothing was recycled: {server.Status()}");
        stop.Cancel();
        (long Answers, long Failures)[] results = await Task.WhenAll(clients);
        Assert.Equal(0, results.Sum(r => r.Failures));
        long answers = results.Sum(r => r.Answers);

        // A worker counts an answer after it has gone out, so that a client may be the first to know.
        Eventually.True(() => server.Status()!.Traffic.Requests >= answers, () => $"{answers} answers, {server.Status()!.Traffic.Requests} counted");
        Assert.Equal(answers, server.Status()!.Traffic.Requests);
        (_, string json, _) = await server.RunAsync("status", "--json", "--pid-file", "app.pid");
        ServiceStatus status = StatusJson.Read(Encoding.UTF8.GetBytes(json));
        Assert.Equal((answers, answers, Reloads), (status.Traffic.Requests, status.Answers[1], status.Reloads));
        string metrics = server.Ask("app.admin", "GET", "/metrics");
        Assert.Contains($"\ngatehouse_requests_total {answers}\n", metrics);
        Assert.Contains($"\nhttp_server_request_duration_seconds_count{{status_class=\"2xx\"}} {answers}\n", metrics);
        Assert.Contains("\ngatehouse_reloads_total{result=\"done\"} 3\n", metrics);
    }

    /// <summary>Asks over connections that are kept as long as the server keeps them, each request after the answer to the one before.</summary>
    private static (long Answers, long Failures) Load(Operated server, CancellationToken stop)
    {
        long answers = 0;
        long failures = 0;
        byte[] buffer = new byte[4096];
        while (!stop.IsCancellationRequested)
        {
            using Socket connection = server.Connect("app.sock");
            bool open = true;
            while (open && !stop.IsCancellationRequested)
            {
                string answer = "";
                try
                {
                    connection.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8);
                    for (int count = 1; count > 0 && !answer.EndsWith("Hello, World!", StringComparison.Ordinal);)
                    {
                        count = connection.Receive(buffer);
                        answer += Encoding.ASCII.GetString(buffer, 0, count);
                    }
                }
                catch (SocketException)
                {
                    // Counted below.
                }

                if (answer.EndsWith("Hello, World!", StringComparison.Ordinal)) answers++;
                else failures++;
                open = answer.Length > 0 && !answer.Contains("Connection: close", StringComparison.Ordinal);
            }
        }

        return (answers, failures);
    }
}
