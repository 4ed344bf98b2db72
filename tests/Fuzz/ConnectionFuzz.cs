using System.Text;
using Gatehouse.Linux;
using Gatehouse.Loop;
using Gatehouse.Proxy;
using Gatehouse.Serving;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Fuzz;

/// <summary>
/// Feeds mutated requests to whole connections in memory, and checks for each: nothing is thrown that nobody expects; any cut of the
/// same bytes gives the same answers, to a client that takes them slowly too; the application sees a beginning of the requests that
/// the parser alone reads in these bytes, and each gets one answer; every answer is framed in one clear way; a refusal is the last; the
/// connection ends when its client does; memory stays within what the limits allow.
/// </summary>
internal sealed class ConnectionFuzz : ILogger
{
    // What a request may cost: the buffer that a chunked body begins with, those of the connection, and the machinery of awaiting.
    private const long MostAllocated = 128 * 1024;

    private readonly ulong seed;
    private readonly Mutator mutator = new();
    private readonly RequestReading reading = new();
    private readonly EventLoop loop = new();
    private readonly FuzzApp app;
    private readonly ServingLoop<FuzzApp, InlineDispatch> serving;
    private Exception? failure;

    public ConnectionFuzz(ulong seed)
    {
        this.seed = seed;
        app = FuzzApp.StartAsync(null!).Result;
        const long Never = 3_600_000;
        var options = new ServingOptions
        {
            Logger = this,
            Trust = TrustPolicy.Nobody,
            Limits = new(60, 8, 300),
            MaxRequestBody = 1000,
            RequestTimeout = 0,
            KeepAlive = Never,
            HeaderTimeout = Never,
            BodyTimeout = Never,
            WriteTimeout = Never,
        };
        serving = new ServingLoop<FuzzApp, InlineDispatch>(loop, options, new ServingCounters(), app, default);
        loop.OnUnhandledException = e => failure ??= e;
    }

    /// <summary>Answers that were read and compared.</summary>
    public long Answers { get; private set; }

    /// <summary>Checks the inputs of these numbers, on the calling thread.</summary>
    /// <exception cref="Finding">One of them broke a rule.</exception>
    public void Run(long first, long count)
    {
        Exception? found = null;
        loop.Post(async void () =>
        {
            try
            {
                for (long number = first; number < first + count; number++) await CheckAsync(number);
            }
            catch (Exception e)
            {
                found = e;
            }

            loop.Stop();
        });
        loop.Run();
        loop.Dispose();
        if (found is not null) throw found;
    }

    private async Task CheckAsync(long number)
    {
        var dice = new Dice(seed, (ulong)number);
        byte[] input = mutator.Make(ref dice).ToArray();
        try
        {
            reading.Begin(serving.Options.Limits);
            reading.Feed(input);
            string heads = reading.Heads.ToString();

            Outcome whole = await ConverseAsync(input, [], mostTaken: 0);
            Check(whole, heads);
            int[] cuts = dice.OneIn(6)
                ? [.. Enumerable.Range(1, Math.Max(0, input.Length - 1))]
                : [.. Enumerable.Range(0, 1 + dice.Below(8)).Select(_ => dice.Below(input.Length)).Order()];
            Outcome cut = await ConverseAsync(input, cuts, mostTaken: dice.OneIn(3) ? 1 + dice.Below(50) : 0);
            Check(cut, heads);
            Compare(whole, cut);
        }
        catch (Exception e) when (e is not Finding)
        {
            throw new Finding(e.Message, seed, number, input, e);
        }
    }

    private async Task<Outcome> ConverseAsync(byte[] input, int[] cuts, int mostTaken)
    {
        app.Seen.Clear();
        var transport = new MemoryTransport(mostTaken);
        new RequestConnection<FuzzApp, InlineDispatch>(serving, fd: -1, PeerAddress.Unix, transport).Open();
        int start = 0;
        foreach (int cut in cuts.Append(input.Length))
        {
            transport.Deliver(input.AsMemory(start, cut - start));
            start = cut;
            await SettleAsync(transport);
        }

        transport.End();
        await SettleAsync(transport);
        for (int rounds = 0; !transport.IsClosed; rounds++)
        {
            Require(rounds < 100, "the client has ended, but the connection does not");
            await SettleAsync(transport);
        }

        if (failure is { } escaped) throw new InvalidOperationException($"an exception escaped: {escaped.Message}", escaped);
        Require(serving.Counters is { Running: 0, Connections: 0 }, "something of the connection is left");
        return new Outcome(transport.Sent, transport.WasReset, app.Seen.ToString(), transport.Allocated);
    }

    // What was posted runs, and a client that takes little at a time takes all that there is.
    private static async Task SettleAsync(MemoryTransport transport)
    {
        await Task.Yield();
        while (transport.IsBlocked && !transport.IsClosed)
        {
            transport.TakeMore();
            await Task.Yield();
        }
    }

    private void Check(Outcome outcome, string heads)
    {
        Require(heads.StartsWith(outcome.Seen, StringComparison.Ordinal), $"the application saw other requests than the parser:\n{outcome.Seen}---\n{heads}");
        string[] methods = [.. heads.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..line.IndexOf(' ')])];
        int asked = outcome.Seen.Count(c => c == '\n');
        var reader = new AnswerReader(outcome.Sent, endsWhole: !outcome.WasReset);
        while (reader.Read(outcome.Answers.Count < methods.Length ? methods[outcome.Answers.Count] : null) is { } answer)
        {
            outcome.Answers.Add(answer);
            Require(outcome.Answers.Count <= asked || answer.Closes, "an answer without a handler that does not close");
        }

        Answers += outcome.Answers.Count;
        Require(outcome.Answers.Count <= asked + 1, "more answers than requests");
        Require(outcome.WasReset || outcome.Answers.Count >= asked, "a request without its answer");
        Require(outcome.Allocated < MostAllocated * (outcome.Answers.Count + 2), $"{outcome.Allocated} bytes allocated for {outcome.Answers.Count} answers");
    }

    private static void Compare(Outcome whole, Outcome cut)
    {
        Require(whole.Seen == cut.Seen, $"the application saw other requests in another cut:\n{whole.Seen}---\n{cut.Seen}");
        Require(whole.WasReset == cut.WasReset, "reset in one cut, closed in another");
        int same = whole.WasReset ? Math.Min(whole.Answers.Count, cut.Answers.Count) - 1 : Math.Max(whole.Answers.Count, cut.Answers.Count);
        string One(Outcome outcome) => string.Join("\n=====\n", outcome.Answers.Take(same).Select(a => a.Text));
        Require(One(whole) == One(cut), $"other answers in another cut:\n{One(whole)}\n--- cut:\n{One(cut)}\n---");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    // An error in the log is an exception that no handler of ours throws on purpose.
    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error) failure ??= exception ?? new InvalidOperationException(formatter(state, exception));
    }

    private sealed record Outcome(byte[] Sent, bool WasReset, string Seen, long Allocated)
    {
        public List<Answer> Answers { get; } = [];

        public override string ToString() => Encoding.Latin1.GetString(Sent);
    }
}
