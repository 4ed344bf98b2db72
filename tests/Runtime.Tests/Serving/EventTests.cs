using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Gatehouse.CompilerServices;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>Server-Sent Events on the wire (WHATWG HTML, "Parsing an event stream").</summary>
public sealed class EventTests
{
    private static readonly string[] Get = ["GET / HTTP/1.1", "Host: test", ""];

    private static readonly string[] Head =
    [
        "HTTP/1.1 200 OK", "Date: *", "Transfer-Encoding: chunked", "Content-Type: text/event-stream", "Cache-Control: no-cache",
        "X-Accel-Buffering: no", "",
    ];

    public static TheoryData<SseItem<string>, string> Items { get; } = new()
    {
        { new("hello"), "data: hello\n\n" },
        { new(""), "data: \n\n" },
        { new("a\nb\r\nc\rd\n"), "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n" },
        { new("\r\n\n\ndata: x"), "data: \ndata: \ndata: \ndata: data: x\n\n" },
        { new("é", "tick"), "event: tick\ndata: é\n\n" },
        { new("x") { EventId = "7", ReconnectionInterval = TimeSpan.FromSeconds(2.5) }, "data: x\nid: 7\nretry: 2500\n\n" },
        { new("x") { EventId = "" }, "data: x\nid: \n\n" },
    };

    [Theory]
    [MemberData(nameof(Items))]
    public async Task EachEventIsSentInItsFields(SseItem<string> item, string expected)
    {
        await using ServingHost host = await ServingHost.StartAsync((_, response) => HandlerResult.WriteAsync(response, One(item)));
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect(Head);
        Assert.Equal(expected, ReadEvent(wire));
        wire.ExpectRaw("0\r\n\r\n");
    }

    [Fact]
    public async Task AClientIsToldAtOnceAndEventsComeAsTheyHappen()
    {
        Channel<SseItem<string>> channel = Channel.CreateUnbounded<SseItem<string>>();
        await using ServingHost host = await ServingHost.StartAsync(
            (_, response) => HandlerResult.WriteAsync(response, Response.Events(channel.Reader.ReadAllAsync())));
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect(Head);
        channel.Writer.TryWrite(new("one"));
        Assert.Equal("data: one\n\n", ReadEvent(wire));
        channel.Writer.TryWrite(new("two"));
        Assert.Equal("data: two\n\n", ReadEvent(wire));
        channel.Writer.Complete();
        wire.ExpectRaw("0\r\n\r\n");

        // The connection serves on.
        wire.Send(Get);
        wire.Expect(Head);
    }

    [Fact]
    public async Task CommentsKeepASilentStreamAliveBeyondTheRequestsDeadline()
    {
        Channel<SseItem<string>> channel = Channel.CreateUnbounded<SseItem<string>>();
        await using ServingHost host = await ServingHost.StartAsync(
            (_, response) => HandlerResult.WriteAsync(response, Response.Events(channel.Reader.ReadAllAsync(), TimeSpan.FromMilliseconds(20))),
            o => o with { RequestTimeout = 100 });
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect(Head);
        for (int i = 0; i < 15; i++) Assert.Equal(": \n\n", ReadEvent(wire));
        channel.Writer.TryWrite(new("late"));
        string next;
        while ((next = ReadEvent(wire)) == ": \n\n")
        {
            // One more comment may have been on its way.
        }

        Assert.Equal("data: late\n\n", next);
    }

    [Fact]
    public async Task TheSourceIsToldThatTheClientIsGone()
    {
        var stopped = new TaskCompletionSource();
        await using ServingHost host = await ServingHost.StartAsync(
            (_, response) => HandlerResult.WriteAsync(response, Silent(stopped)));
        Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect(Head);
        wire.Reset();
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.DoesNotContain(host.Log, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AStreamEndsWhenTheWorkerDrains(bool sourceListens)
    {
        var stopped = new TaskCompletionSource();
        Channel<SseItem<string>> deaf = Channel.CreateUnbounded<SseItem<string>>();
        await using ServingHost host = await ServingHost.StartAsync(
            (_, response) => HandlerResult.WriteAsync(response, sourceListens ? Silent(stopped) : Deaf(deaf, stopped)));
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect(Head);
        host.Worker.Stop(TimeSpan.FromSeconds(20));
        wire.ExpectRaw("0\r\n\r\n");
        deaf.Writer.TryWrite(new("nobody hears it"));
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task HeadGetsTheHeadAlone()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            (_, response) => HandlerResult.WriteAsync(response, Silent(new TaskCompletionSource())));
        using Wire wire = host.Connect();
        wire.Send("HEAD / HTTP/1.1", "Host: test", "");
        wire.Expect([.. Head.Where(line => !line.StartsWith("Transfer", StringComparison.Ordinal))]);
        wire.Send("HEAD / HTTP/1.1", "Host: test", "");
        wire.Expect("HTTP/1.1 200 OK");
    }

    [Fact]
    public async Task AHandlerMaySendItsEventsItself()
    {
        await using ServingHost host = await ServingHost.StartAsync(async (_, response) =>
        {
            response.Headers["Cache-Control"] = "no-store";
            await response.SendEventAsync(new("one", "tick"));
            await response.SendCommentAsync("still\nhere");
            await Assert.ThrowsAsync<ArgumentException>(() => response.SendEventAsync(new("x") { EventId = "\0" }).AsTask());
            await response.SendEventAsync(new("two"));
        });
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect(
            "HTTP/1.1 200 OK", "Date: *", "Transfer-Encoding: chunked", "Content-Type: text/event-stream", "Cache-Control: no-store",
            "X-Accel-Buffering: no", "");
        Assert.Equal("event: tick\ndata: one\n\n", ReadEvent(wire));
        Assert.Equal(": still\n: here\n\n", ReadEvent(wire));
        Assert.Equal("data: two\n\n", ReadEvent(wire));
        wire.ExpectRaw("0\r\n\r\n");
    }

    [Fact]
    public async Task ASourceThatFailsCutsTheStreamOff()
    {
        await using ServingHost host = await ServingHost.StartAsync((_, response) => HandlerResult.WriteAsync(response, Failing()));
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect(Head);
        Assert.Equal("data: one\n\n", ReadEvent(wire));
        wire.ExpectReset();
        Eventually.True(() => host.Log.Any(line => line.EndsWith("no more", StringComparison.Ordinal)), () => string.Join("\n", host.Log));
    }

    [Fact]
    public void AnIntervalIsAboveZero()
    {
        foreach (int seconds in (int[])[0, -1, 50 * 24 * 3600])
            Assert.Throws<ArgumentOutOfRangeException>(() => Response.Events(One(new("x")), TimeSpan.FromSeconds(seconds)));
        Response.Events(One(new("x")), Timeout.InfiniteTimeSpan);
    }

    private static string ReadEvent(Wire wire)
    {
        string size = "";
        for (char c; (c = (char)wire.Read(1)[0]) != '\n';) size += c;
        string text = System.Text.Encoding.UTF8.GetString(wire.Read(Convert.ToInt32(size.TrimEnd('\r'), 16)));
        wire.ExpectRaw("\r\n");
        return text;
    }

    private static async IAsyncEnumerable<SseItem<string>> One(SseItem<string> item)
    {
        await Task.Yield();
        yield return item;
    }

    private static async IAsyncEnumerable<SseItem<string>> Failing()
    {
        yield return new("one");
        await Task.Yield();
        throw new InvalidOperationException("no more");
    }

    private static async IAsyncEnumerable<SseItem<string>> Silent(
        TaskCompletionSource stopped, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            yield break;
        }
        finally
        {
            stopped.SetResult();
        }
    }

    private static async IAsyncEnumerable<SseItem<string>> Deaf(Channel<SseItem<string>> channel, TaskCompletionSource stopped)
    {
        try
        {
            await foreach (SseItem<string> item in channel.Reader.ReadAllAsync()) yield return item;
        }
        finally
        {
            stopped.SetResult();
        }
    }
}
