using System.Runtime.InteropServices;

namespace Gatehouse.Serving;

/// <summary>
/// What a loop counts: requests, connections, bytes, and how long answers took. Kept in one block of 64-bit words, which may be
/// memory that another process reads at any time: the loop's thread alone writes, each word in one aligned store, and nothing
/// has to be sent or asked for.
/// </summary>
internal sealed unsafe class ServingCounters
{
    // Counts of the moment, then totals: whoever adds up workers that are gone adds the totals only.
    private const int RunningWord = 0;
    private const int ConnectionsWord = 1;
    private const int GaugeWords = 8;

    private const int RequestsWord = GaugeWords;
    private const int AbortedWord = GaugeWords + 1;
    private const int TimedOutWord = GaugeWords + 2;
    private const int AcceptedWord = GaugeWords + 3;
    private const int ReceivedWord = GaugeWords + 4;
    private const int SentWord = GaugeWords + 5;
    private const int ProxyRefusedWord = GaugeWords + 6;

    /// <summary>For each class of statuses from 1xx to 5xx: a word for each bucket, not cumulative, then the sum of the times.</summary>
    private const int DurationsWord = GaugeWords + 8;
    private const int StatusClasses = 5;
    private const int DurationWords = 16;

    // Without optimization a span of constants is an array that is made anew each time it is asked for.
    private static readonly int[] Bounds = [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    private readonly long* words;

    /// <summary>Counts in memory of this process.</summary>
    public ServingCounters()
        : this((nint)NativeMemory.AllocZeroed(Words, sizeof(long)))
    {
    }

    /// <summary>Counts at an address: <see cref="Words"/> words, aligned, all zero.</summary>
    public ServingCounters(nint address) => words = (long*)address;

    /// <summary>Size of the block in words.</summary>
    public const int Words = DurationsWord + (StatusClasses * DurationWords);

    /// <summary>
    /// Upper bounds of the buckets in milliseconds, each included; a last bucket has the rest. Those of OpenTelemetry's semantic conventions for
    /// <c>http.server.request.duration</c>.
    /// </summary>
    public static ReadOnlySpan<int> DurationBounds => Bounds;

    /// <summary>Requests whose handlers run now.</summary>
    public int Running
    {
        get => (int)words[RunningWord];
        set => words[RunningWord] = value;
    }

    /// <summary>Connections that are open.</summary>
    public int Connections => (int)words[ConnectionsWord];

    /// <summary>Requests that were answered, refusals included.</summary>
    public long Requests => words[RequestsWord];

    public void ConnectionOpened()
    {
        words[ConnectionsWord]++;
        words[AcceptedWord]++;
    }

    public void ConnectionClosed() => words[ConnectionsWord]--;

    /// <summary>Bytes came from clients, as the application sees them: behind TLS.</summary>
    public void Received(long bytes) => words[ReceivedWord] += bytes;

    /// <summary>Bytes went to clients, as the application sees them: before TLS.</summary>
    public void Sent(long bytes) => words[SentWord] += bytes;

    /// <summary>An answer is complete and with the kernel, or will be with the ones that follow it.</summary>
    /// <param name="status">100 to 599.</param>
    /// <param name="milliseconds">From the request's head being complete.</param>
    public void Answered(int status, long milliseconds)
    {
        words[RequestsWord]++;
        int bucket = 0;
        foreach (int bound in DurationBounds)
        {
            if (milliseconds <= bound) break;
            bucket++;
        }

        long* durations = words + DurationsWord + (((status / 100) - 1) * DurationWords);
        durations[bucket]++;
        durations[DurationWords - 1] += milliseconds;
    }

    /// <summary>A connection was closed under a request.</summary>
    public void RequestAborted() => words[AbortedWord]++;

    /// <summary>A connection was closed because of its PROXY header, or because nobody trusts its sender with one.</summary>
    public void ProxyRefused() => words[ProxyRefusedWord]++;

    /// <summary>A request was given up because it took too long.</summary>
    public void RequestTimedOut() => words[TimedOutWord]++;

    /// <summary>The block of a loop, or of several added up, in names.</summary>
    /// <param name="block">At least <see cref="Words"/> words.</param>
    public static ServingTotals Read(ReadOnlySpan<long> block)
    {
        var durations = new DurationCounts[StatusClasses];
        for (int i = 0; i < StatusClasses; i++)
        {
            ReadOnlySpan<long> of = block.Slice(DurationsWord + (i * DurationWords), DurationWords);
            durations[i] = new DurationCounts(i + 1, of[..(DurationBounds.Length + 1)].ToArray(), of[^1]);
        }

        return new ServingTotals
        {
            Running = block[RunningWord],
            Connections = block[ConnectionsWord],
            Requests = block[RequestsWord],
            Aborted = block[AbortedWord],
            TimedOut = block[TimedOutWord],
            Accepted = block[AcceptedWord],
            BytesReceived = block[ReceivedWord],
            BytesSent = block[SentWord],
            ProxyRefused = block[ProxyRefusedWord],
            Durations = durations,
        };
    }
}

/// <summary>What <see cref="ServingCounters"/> has counted.</summary>
internal sealed record ServingTotals
{
    /// <summary>Requests whose handlers run now.</summary>
    public required long Running { get; init; }

    /// <summary>Connections that are open.</summary>
    public required long Connections { get; init; }

    /// <summary>Requests that were answered, refusals included.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests whose connection was closed before their answer was out.</summary>
    public required long Aborted { get; init; }

    /// <summary>Requests that were given up because they took too long.</summary>
    public required long TimedOut { get; init; }

    /// <summary>Connections that were accepted.</summary>
    public required long Accepted { get; init; }

    public required long BytesReceived { get; init; }

    public required long BytesSent { get; init; }

    /// <summary>Connections on <c>haproxy:</c> listeners that were closed for want of a header, or of trust in its sender.</summary>
    public required long ProxyRefused { get; init; }

    /// <summary>How long answers took, for each class of statuses from 1xx to 5xx.</summary>
    public required IReadOnlyList<DurationCounts> Durations { get; init; }
}

/// <summary>How long the answers of one class took.</summary>
/// <param name="StatusClass">1 for 1xx, to 5 for 5xx.</param>
/// <param name="Buckets">Answers by <see cref="ServingCounters.DurationBounds"/>, not cumulative, the last without a bound.</param>
/// <param name="Milliseconds">The sum of the times.</param>
internal sealed record DurationCounts(int StatusClass, long[] Buckets, long Milliseconds);
