using Gatehouse.Green;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>Requests as green threads.</summary>
public sealed class GreenRequestTests
{
    private static readonly string[] Get = ["GET / HTTP/1.1", "Host: test", ""];

    [Fact]
    public async Task EachRequestIsAThreadOfItsOwnWithItsOwnLocals()
    {
        var local = new GreenLocal<string>();
        await using ServingHost host = await ServingHost.StartAsync(
            async (request, response) =>
            {
                Assert.Null(local.Value);
                local.Value = request.Path;
                await GreenThread.Yield();
                response.Write(local.Value);
            },
            onGreenThreads: true);
        Wire[] wires = [.. Enumerable.Range(0, 8).Select(_ => host.Connect())];
        for (int i = 0; i < wires.Length; i++) wires[i].Send($"GET /{i} HTTP/1.1", "Host: test", "");
        for (int i = 0; i < wires.Length; i++)
        {
            wires[i].Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 2", "");
            wires[i].ExpectRaw($"/{i}");
            wires[i].Dispose();
        }
    }

    [Fact]
    public async Task AKilledRequestGets503()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            async (_, _) =>
            {
                GreenThread.Current!.Kill();
                await GreenThread.Sleep(TimeSpan.FromMinutes(10));
            },
            onGreenThreads: true);
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect("HTTP/1.1 503 Service Unavailable");
    }

    [Fact]
    public async Task ARequestThatTakesTooLongIsKilled()
    {
        var ended = new TaskCompletionSource<Exception?>();
        await using ServingHost host = await ServingHost.StartAsync(
            async (_, _) => ended.SetResult(await Record.ExceptionAsync(async () => await GreenThread.Sleep(TimeSpan.FromMinutes(10)))),
            o => o with { RequestTimeout = 100 },
            onGreenThreads: true);
        using Wire wire = host.Connect();
        wire.Send(Get);
        Assert.StartsWith("HTTP/1.1 503 ", wire.ReadToEnd());
        Assert.IsType<GreenThreadKilledException>(await ended.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task AClientThatGoesKillsItsThread()
    {
        var running = new TaskCompletionSource();
        var ended = new TaskCompletionSource<Exception?>();
        await using ServingHost host = await ServingHost.StartAsync(
            async (_, _) =>
            {
                running.SetResult();
                ended.SetResult(await Record.ExceptionAsync(async () => await GreenThread.Sleep(TimeSpan.FromMinutes(10))));
            },
            onGreenThreads: true);
        Wire wire = host.Connect();
        wire.Send(Get);
        await running.Task.WaitAsync(TimeSpan.FromSeconds(20));
        wire.Reset();
        Assert.IsType<GreenThreadKilledException>(await ended.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }
}
