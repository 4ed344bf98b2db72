using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>1xx responses before the answer, and connections that go over to another protocol.</summary>
public sealed class UpgradeTests
{
    private static readonly string[] Get = ["GET / HTTP/1.1", "Host: test", ""];

    [Fact]
    public async Task SendsEarlyHintsBeforeTheAnswer()
    {
        await using ServingHost host = await ServingHost.StartAsync(async (_, response) =>
        {
            await response.SendEarlyHintsAsync("</a.css>; rel=preload; as=style", "</b.js>; rel=preload; as=script");
            response.Write("ok");
        });
        using Wire wire = host.Connect();
        for (int i = 0; i < 2; i++)
        {
            wire.Send(Get);
            wire.Expect("HTTP/1.1 103 Early Hints", "Link: </a.css>; rel=preload; as=style", "Link: </b.js>; rel=preload; as=script", "");
            wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 2", "");
            wire.ExpectRaw("ok");
        }
    }

    [Fact]
    public async Task SendsNoEarlyHintsToAnHttp10Client()
    {
        await using ServingHost host = await ServingHost.StartAsync(async (_, response) =>
        {
            await response.SendEarlyHintsAsync("</a.css>; rel=preload");
            response.Write("ok");
        });
        using Wire wire = host.Connect();
        wire.Send("GET / HTTP/1.0", "");
        wire.Expect("HTTP/1.1 200 OK");
    }

    [Fact]
    public async Task GivesTheBytesToTheHandlerAfterSwitchingProtocols()
    {
        await using ServingHost host = await ServingHost.StartAsync(EchoAsync);
        using Wire wire = host.Connect();

        // The first bytes of the other protocol come with the head.
        wire.SendRaw("GET / HTTP/1.1\r\nHost: test\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nfirst ");
        wire.Expect("HTTP/1.1 101 Switching Protocols", "Date: *", "Connection: Upgrade", "Upgrade: echo", "X-Room: 1", "");
        wire.ExpectRaw("first ");
        wire.SendRaw("second");
        wire.ExpectRaw("second");
        string large = new('x', 3 * 1024 * 1024);
        Task sending = Task.Run(() => wire.SendRaw(large));
        wire.ExpectRaw(large);
        await sending;
        wire.SendRaw("bye");
        Assert.Equal("bye", wire.ReadToEnd());
    }

    [Fact]
    public async Task LetsTheHandlerUseTheBytesFromAnotherThread()
    {
        await using ServingHost host = await ServingHost.StartAsync(async (request, response) =>
            await Task.Run(async () => await EchoAsync(request, response)));
        using Wire wire = host.Connect();
        wire.Send("GET / HTTP/1.1", "Host: test", "Upgrade: echo", "Connection: Upgrade", "");
        wire.Expect("HTTP/1.1 101 Switching Protocols", "Date: *", "Connection: Upgrade", "Upgrade: echo", "X-Room: 1", "");
        wire.SendRaw("bye");
        Assert.Equal("bye", wire.ReadToEnd());
    }

    [Fact]
    public async Task CountsAnUpgradedConnectionAsNoRequestAndAppliesNoDeadline()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            (request, response) => request.Path == "/plain" ? default : EchoAsync(request, response),
            options => options with { MaxRunning = 1, RequestTimeout = 50, BodyTimeout = 50 });
        using Wire upgraded = host.Connect();
        upgraded.Send("GET / HTTP/1.1", "Host: test", "Upgrade: echo", "Connection: Upgrade", "");
        upgraded.Expect("HTTP/1.1 101 Switching Protocols", "Date: *", "Connection: Upgrade", "Upgrade: echo", "X-Room: 1", "");
        var time = System.Diagnostics.Stopwatch.StartNew();
        while (time.ElapsedMilliseconds < 120)
        {
            using Wire other = host.Connect();
            other.Send("GET /plain HTTP/1.1", "Host: test", "");
            other.Expect("HTTP/1.1 200 OK");
        }

        upgraded.SendRaw("bye");
        Assert.Equal("bye", upgraded.ReadToEnd());
        Assert.Equal(0, host.Worker.Counters.Running);
    }

    [Fact]
    public async Task RefusesToUpgradeARequestWithABody()
    {
        await using ServingHost host = await ServingHost.StartAsync(EchoAsync);
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Length: 3", "Upgrade: echo", "Connection: Upgrade", "");
        wire.Expect("HTTP/1.1 500 Internal Server Error");
    }

    [Fact]
    public async Task TellsAnUpgradedConnectionThatTheWorkerDrains()
    {
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ServingHost host = await ServingHost.StartAsync(async (request, response) =>
        {
            CancellationToken draining = request.Exchange.Draining;
            await using Stream stream = await request.Exchange.UpgradeAsync("echo", CancellationToken.None);
            reading.SetResult();
            try
            {
                await stream.ReadExactlyAsync(new byte[1], draining);
            }
            catch (OperationCanceledException)
            {
                await stream.WriteAsync("drained"u8.ToArray());
            }
        });
        using Wire wire = host.Connect();
        wire.Send("GET / HTTP/1.1", "Host: test", "Upgrade: echo", "Connection: Upgrade", "");
        wire.Expect("HTTP/1.1 101 Switching Protocols", "Date: *", "Connection: Upgrade", "Upgrade: echo", "");
        await reading.Task;
        host.Worker.Stop(TimeSpan.FromSeconds(20));
        Assert.Equal("drained", wire.ReadToEnd());
        await host.Worker.Ended;
    }

    private static async ValueTask EchoAsync(Request request, Response response)
    {
        response.Headers["X-Room"] = "1";
        await using Stream stream = await request.Exchange.UpgradeAsync("echo", CancellationToken.None);
        byte[] bytes = new byte[1000];
        int count;
        do
        {
            count = await stream.ReadAsync(bytes);
            await stream.WriteAsync(bytes.AsMemory(0, count));
        }
        while (count > 0 && !bytes.AsSpan(0, count).SequenceEqual("bye"u8));
    }
}
