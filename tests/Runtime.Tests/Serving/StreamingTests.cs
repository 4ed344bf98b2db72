using System.Text;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>Answers that leave in pieces, and clients that are slow or gone.</summary>
public sealed class StreamingTests
{
    private static readonly string[] Get = ["GET / HTTP/1.1", "Host: test", ""];

    [Fact]
    public async Task SendsWhatIsFlushedAsChunksAndKeepsTheConnection()
    {
        await using ServingHost host = await ServingHost.StartAsync(async (_, response) =>
        {
            response.Write("one");
            await response.FlushAsync();
            response.Write("two");
        });
        using Wire wire = host.Connect();
        for (int i = 0; i < 2; i++)
        {
            wire.Send(Get);
            wire.Expect("HTTP/1.1 200 OK", "Date: *", "Transfer-Encoding: chunked", "", "3", "one", "3", "two", "0", "");
        }
    }

    [Fact]
    public async Task SendsTrailersBehindChunksAndAnnouncesThoseItKnows()
    {
        await using ServingHost host = await ServingHost.StartAsync(async (_, response) =>
        {
            response.Trailers["X-Sum"] = "0";
            response.Write("one");
            await response.FlushAsync();
            response.Trailers["X-Sum"] = "1";
            response.Trailers["X-Late"] = "2";
        });
        using Wire wire = host.Connect();
        for (int i = 0; i < 2; i++)
        {
            wire.Send(Get);
            wire.Expect("HTTP/1.1 200 OK", "Date: *", "Transfer-Encoding: chunked", "Trailer: X-Sum", "");
            wire.Expect("3", "one", "0", "X-Sum: 1", "X-Late: 2", "");
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.0", "Content-Length: 3")]
    [InlineData("HEAD / HTTP/1.1", "Content-Length: 3")]
    public async Task SendsNoTrailersWhereThereAreNoChunks(string line, string length)
    {
        await using ServingHost host = await ServingHost.StartAsync((_, response) =>
        {
            response.ContentLength = 3;
            response.Trailers["X-Sum"] = "1";
            response.Write("one");
            return default;
        });
        using Wire wire = host.Connect();
        wire.Send(line, "Host: test", "Connection: close", "");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", length, "Connection: close", "");
        Assert.Equal(line.StartsWith("HEAD", StringComparison.Ordinal) ? "" : "one", wire.ReadToEnd());
    }

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("Set-Cookie")]
    [InlineData("Authorization")]
    public void RefusesFieldsThatCannotComeAfterTheBody(string name) =>
        Assert.Throws<ArgumentException>(() => new Response().Trailers[name] = "1");

    [Fact]
    public async Task SendsLargePiecesAsChunksToAClientThatIsSlowToTakeThem()
    {
        byte[] piece = new byte[1024 * 1024];
        new Random(3).NextBytes(piece);
        await using ServingHost host = await ServingHost.StartAsync(async (_, response) =>
        {
            for (int i = 0; i < 8; i++) await response.WriteAsync(piece);
        });
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Transfer-Encoding: chunked", "");
        for (int i = 0; i < 8; i++)
        {
            wire.Expect("100000");
            Assert.True(piece.AsSpan().SequenceEqual(wire.Read(piece.Length)));
            wire.Expect("");
        }

        wire.Expect("0", "");
        wire.Send(Get);
        wire.Expect("HTTP/1.1 200 OK");
    }

    [Fact]
    public async Task EndsAStreamToAnHttp10ClientWithTheConnection()
    {
        await using ServingHost host = await ServingHost.StartAsync(async (_, response) =>
        {
            response.Write("one");
            await response.FlushAsync();
            response.Write("two");
        });
        using Wire wire = host.Connect();
        wire.Send("GET / HTTP/1.0", "Connection: keep-alive", "");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Connection: close", "");
        Assert.Equal("onetwo", wire.ReadToEnd());
    }

    [Fact]
    public async Task StreamsAKnownLengthWithoutChunks()
    {
        await using ServingHost host = await ServingHost.StartAsync(async (_, response) =>
        {
            response.ContentLength = 6;
            response.Write("one");
            await response.FlushAsync();
            response.Write("two");
        });
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 6", "");
        wire.ExpectRaw("onetwo");
        wire.Send(Get);
        wire.Expect("HTTP/1.1 200 OK");
    }

    [Fact]
    public async Task CutsAStreamThatFailsSoThatItCannotPassForWhole()
    {
        await using ServingHost host = await ServingHost.StartAsync(async (_, response) =>
        {
            response.Write("one");
            await response.FlushAsync();
            throw new InvalidOperationException("boom");
        });
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.ExpectReset();
        Assert.Contains("Error Error handling request GET / boom", host.Log);
    }

    [Fact]
    public async Task SendsALargeBodyToAClientThatIsSlowToTakeIt()
    {
        byte[] body = new byte[8 * 1024 * 1024];
        new Random(1).NextBytes(body);
        await using ServingHost host = await ServingHost.StartAsync((_, response) => CompilerServices.HandlerResult.WriteAsync(response, body));
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Send(Get);
        for (int i = 0; i < 2; i++)
        {
            wire.Expect("HTTP/1.1 200 OK", "Date: *", $"Content-Length: {body.Length}", "Content-Type: application/octet-stream", "");
            Assert.Equal(body, wire.Read(body.Length));
        }
    }

    [Fact]
    public async Task AStreamWaitsForItsClientAndOthersAreServedMeanwhile()
    {
        int written = 0;
        await using ServingHost host = await ServingHost.StartAsync(async (request, response) =>
        {
            if (request.Path == "/quick")
            {
                response.Write("quick");
                return;
            }

            byte[] piece = new byte[64 * 1024];
            for (int i = 0; i < 400; i++)
            {
                await response.WriteAsync(piece);
                Interlocked.Increment(ref written);
            }
        });
        using Wire slow = host.Connect();
        slow.Send(Get);
        slow.ExpectRaw("HTTP/1.1 200 OK\r\n");
        using Wire quick = host.Connect();
        quick.Send("GET /quick HTTP/1.1", "Host: test", "");
        quick.Expect("HTTP/1.1 200 OK");
        Assert.True(Volatile.Read(ref written) < 400, "25 MiB do not fit into the sockets' buffers: the handler must be waiting.");
        slow.Send("GET /quick HTTP/1.1", "Host: test", "Connection: close", "");
        string rest = slow.ReadToEnd();
        Assert.EndsWith("0\r\n\r\n", rest[..rest.LastIndexOf("HTTP/1.1 200 OK", StringComparison.Ordinal)]);
        Assert.EndsWith("quick", rest);
    }

    [Fact]
    public async Task AClientThatTakesNothingIsCutOff()
    {
        var failed = new TaskCompletionSource<Exception>();
        await using ServingHost host = await ServingHost.StartAsync(
            async (_, response) =>
            {
                try
                {
                    byte[] piece = new byte[64 * 1024];
                    while (true) await response.WriteAsync(piece);
                }
                catch (IOException e)
                {
                    failed.SetResult(e);
                    throw;
                }
            },
            o => o with { WriteTimeout = 100 });
        using Wire wire = host.Connect();
        wire.Send(Get);
        await failed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Contains(host.Log, line => line.Contains(": it took ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AHandlerHearsThatItsClientIsGone()
    {
        var waiting = new TaskCompletionSource();
        var heard = new TaskCompletionSource();
        await using ServingHost host = await ServingHost.StartAsync(async (request, _) =>
        {
            await using CancellationTokenRegistration whenAborted = request.Aborted.Register(heard.SetResult);
            waiting.SetResult();
            await Task.Delay(Timeout.Infinite, request.Aborted);
        });
        Wire wire = host.Connect();
        wire.Send(Get);
        await waiting.Task.WaitAsync(TimeSpan.FromSeconds(20));
        wire.Reset();
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task HeadersOfAnySizeAreSent()
    {
        string value = new('v', 50_000);
        await using ServingHost host = await ServingHost.StartAsync((_, response) =>
        {
            response.Headers["X-Large"] = value;
            return default;
        });
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 0", $"X-Large: {value}", "");
    }

    [Fact]
    public async Task TextIsSentAsUtf8()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Say("größe"));
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 7", "");
        Assert.Equal("größe", Encoding.UTF8.GetString(wire.Read(7)));
    }
}
