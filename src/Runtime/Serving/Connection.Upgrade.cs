using Gatehouse.Http;

namespace Gatehouse.Serving;

/// <content>What precedes or replaces the answer: 1xx responses (RFC 9110 section 15.2), and another protocol.</content>
internal abstract partial class Connection
{
    /// <summary>Whether the bytes of this connection are another protocol's by now.</summary>
    protected bool IsUpgraded { get; private set; }

    /// <summary>Sends a response before the answer. An HTTP/1.0 client gets none (RFC 9110 section 15.2).</summary>
    public ValueTask SendInformationalAsync(Exchange exchange, int status, ResponseHeaders headers, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (exchange.Response.HasStarted) throw new InvalidOperationException("The head of the response was already sent.");
        if (exchange.Head.MinorVersion == 0) return default;
        for (int room = FirstHeadRoom; !TryWriteInformational(status, headers, ReserveOutput(room)); room *= 2)
        {
            // Headers of an unusual size: the buffer grows.
        }

        return TrySend() ? default : WaitForOutputAsync(exchange, cancellationToken);
    }

    /// <summary>
    /// Answers 101 and gives the connection's bytes to the handler (RFC 9110 section 7.8). The request is over as far as its
    /// deadline and the limit of running requests are concerned.
    /// </summary>
    /// <exception cref="InvalidOperationException">The answer has begun, the request has a body, or it is HTTP/1.0.</exception>
    public async ValueTask<Stream> UpgradeAsync(Exchange exchange, string protocol, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Response response = exchange.Response;
        if (response.HasStarted) throw new InvalidOperationException("The head of the response was already sent.");
        if (exchange.Head.MinorVersion == 0 || !IsBodyDone)
            throw new InvalidOperationException("A request of HTTP/1.0 or with a body cannot be upgraded (RFC 9110 section 7.8).");
        keepAlive = false;
        bodySent = 0;
        IsBodyDone = false;
        IsUpgraded = true;
        for (int room = FirstHeadRoom; !TryWriteUpgrade(protocol, response.Headers, ReserveOutput(room)); room *= 2)
        {
            // Headers of an unusual size: the buffer grows.
        }

        response.BecomeUpgrade();
        exchange.GiveUpAt = Never;
        SetRunDeadline();
        KeepHeadOnly(exchange);
        LeavePlace();
        if (!TrySend()) await WaitForOutputAsync(exchange, cancellationToken);
        ReleaseEmptyOutput();
        return new UpgradedStream(exchange);
    }

    /// <summary>Sends bytes of the other protocol; on the loop's thread.</summary>
    public ValueTask SendRawAsync(Exchange exchange, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (exchange.OutputWait.IsWaiting) throw new InvalidOperationException("Another write is under way.");
        bodySent += data.Length;
        tail = data;
        if (!TrySend()) return WaitForOutputAsync(exchange, cancellationToken);
        ReleaseEmptyOutput();
        return default;
    }

    /// <summary>A request that goes on for as long as the client likes does not count as running any more; on the loop's thread.</summary>
    public void LeavePlace(Exchange exchange)
    {
        if (ReferenceEquals(Current, exchange)) LeavePlace();
    }

    /// <summary>The request does not count as running any more.</summary>
    protected abstract void LeavePlace();

    private int TryReadRaw(Span<byte> destination)
    {
        if (HasInput)
        {
            int count = Math.Min(destination.Length, end - start);
            input.AsSpan(start, count).CopyTo(destination);
            start += count;
            return count;
        }

        if (endOfInput) return 0;
        if (!readable) return Transport.Wait;
        return ReceiveSome(destination) is var received && received != ClientGone
            ? received
            : throw new IOException("The client is gone.");
    }

    private bool TryWriteInformational(int status, ResponseHeaders headers, Span<byte> room)
    {
        var writer = new ResponseHeadWriter(room);
        if (!writer.TryStatusLine(status) || !TryWriteFields(ref writer, headers) || !writer.TryEnd()) return false;
        CommitOutput(writer.Written);
        return true;
    }

    private bool TryWriteUpgrade(string protocol, ResponseHeaders headers, Span<byte> room)
    {
        var writer = new ResponseHeadWriter(room);
        bool fits = writer.TryStatusLine(101)
            && writer.TryDate(owner.Clock.Date)
            && writer.TryField("Connection", "Upgrade")
            && writer.TryField("Upgrade", protocol)
            && TryWriteFields(ref writer, headers);
        if (!fits || !writer.TryEnd()) return false;
        CommitOutput(writer.Written);
        return true;
    }

    private static bool TryWriteFields(ref ResponseHeadWriter writer, ResponseHeaders headers)
    {
        foreach (KeyValuePair<string, string> field in headers.Fields)
        {
            if (!writer.TryField(field.Key, field.Value)) return false;
        }

        return true;
    }

    /// <summary>An upgraded connection may live long and idle: it keeps its request's head and what came behind it, not a buffer.</summary>
    private void KeepHeadOnly(Exchange exchange)
    {
        byte[] kept = input.AsSpan(headStart, end - headStart).ToArray();
        owner.Buffers.GiveBack(input!);
        input = kept;
        start -= headStart;
        end -= headStart;
        headStart = 0;
        exchange.Request.Rebase(kept, 0);
    }

    private void ReleaseEmptyOutput()
    {
        if (!HasOutput && tail.IsEmpty) ReleaseOutput();
    }
}
