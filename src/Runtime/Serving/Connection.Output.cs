using Gatehouse.Http;
using Gatehouse.Linux;
using Gatehouse.Loop;

namespace Gatehouse.Serving;

internal abstract partial class Connection
{
    // A body up to this size is copied behind its head; a larger one is sent from where it lies. A copy of 8 KiB costs less
    // than the second vector saves.
    private const int CopiedBody = 8 * 1024;

    // Room that nearly every head fits in; a larger one is found out by trying.
    private const int FirstHeadRoom = 1024;

    private byte[]? output;
    private int outputStart;
    private int outputEnd;
    private ReadOnlyMemory<byte> tail;
    private long bodySent;
    private bool keepAlive;
    private bool chunked;

    /// <summary>Whether the kernel refused bytes, and an edge will tell when it takes more.</summary>
    private bool IsOutputBlocked { get; set; }

    protected bool HasOutput => outputEnd > outputStart;

    /// <summary>The most that is gathered from pipelined answers before it is sent.</summary>
    protected bool IsOutputFull => outputEnd - outputStart > CopiedBody;

    /// <summary>Sends what a running handler has written so far; on the loop's thread.</summary>
    public ValueTask FlushAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Response response = exchange.Response;
        if (!response.HasStarted) StartStreaming(exchange);
        ReadOnlyMemory<byte> pending = response.Pending;
        if (exchange.OutputWait.IsWaiting) throw new InvalidOperationException("Another flush of the response is under way.");
        if (pending.Length > CopiedBody || IsOutputBlocked) return FlushSlowlyAsync(exchange, pending, cancellationToken);
        AppendBody(exchange, pending.Span);
        response.ClearPending();
        return TrySend() ? default : WaitForOutputAsync(exchange, cancellationToken);
    }

    /// <summary>
    /// The handler is done: frames the answer, and sends it unless it may leave together with pipelined ones. Afterwards
    /// the connection reads the next request, or sends, drains, lingers or is closed.
    /// </summary>
    protected void CompleteResponse(Exchange exchange)
    {
        Response response = exchange.Response;
        ReadOnlyMemory<byte> body = response.Pending;
        if (response.HasStarted)
        {
            if (response.ContentLength is { } declared && exchange.Head.Method != HttpMethod.Head && declared != bodySent + body.Length)
            {
                ServingLog.BodyLengthMismatch(
                    Options.Logger, exchange.Request.Method, exchange.Request.Target, declared, bodySent + body.Length);
                Abort();
                return;
            }

            AppendBody(exchange, body.Span);
            if (chunked) Append(ChunkFraming.LastChunk);
        }
        else
        {
            WriteWholeResponse(exchange, body);
        }

        owner.Requests++;
        LogAccess(exchange.Request, response, response.Status, bodySent);
        if (keepAlive && tail.IsEmpty && IsBodyDone && !IsOutputFull)
        {
            EndRequest();
            return;
        }

        State = ConnectionState.Sending;
        if (TrySend()) AfterResponse();
    }

    /// <summary>Sends what lies in the output buffer and behind it. False when the kernel is full, or the client gone.</summary>
    protected unsafe bool TrySend()
    {
        Libc.IoVector* vectors = stackalloc Libc.IoVector[2];
        while (HasOutput || !tail.IsEmpty)
        {
            nint sent;
            ReadOnlySpan<byte> first = output.AsSpan(outputStart, outputEnd - outputStart);
            fixed (byte* head = first)
            fixed (byte* body = tail.Span)
            {
                if (tail.IsEmpty)
                {
                    sent = Libc.Send(fd, head, (nuint)first.Length, Libc.MSG_NOSIGNAL);
                }
                else
                {
                    vectors[0] = new Libc.IoVector { Base = head, Length = (nuint)first.Length };
                    vectors[1] = new Libc.IoVector { Base = body, Length = (nuint)tail.Length };
                    var message = new Libc.MessageHeader { Vectors = vectors, VectorCount = 2 };
                    sent = Libc.SendMsg(fd, &message, Libc.MSG_NOSIGNAL);
                }
            }

            if (sent < 0)
            {
                int error = Errno.Last;
                if (error == Errno.EINTR) continue;
                if (error == Errno.EAGAIN)
                {
                    BlockOutput();
                    return false;
                }

                Abort();
                return false;
            }

            int fromBuffer = (int)Math.Min(sent, first.Length);
            outputStart += fromBuffer;
            tail = tail[(int)(sent - fromBuffer)..];
        }

        outputStart = outputEnd = 0;
        return true;
    }

    /// <summary>Answers a request that never becomes one, or is given up, and closes.</summary>
    protected void RefuseRequest(int status, string reason)
    {
        Exchange exchange = owner.BorrowExchange();
        Response response = exchange.Response;
        response.Status = status;
        response.ContentType = Response.PlainText;
        response.Write(reason + "\n");
        keepAlive = false;

        // What else the client sends is not looked at, but must not reset the answer.
        IsBodyDone = false;
        exchange.Head.MinorVersion = 1;
        WriteHead(exchange, response.Pending.Length, streaming: false);
        Append(response.Pending.Span);
        owner.GiveBack(exchange);
        ServingLog.RequestRefused(Options.Logger, Peer, status, reason);
        if (Current is not null)
        {
            owner.GiveBack(Current);
            Current = null;
        }

        State = ConnectionState.Sending;
        if (TrySend()) AfterResponse();
    }

    private void OnWritable()
    {
        IsOutputBlocked = false;
        if (!TrySend()) return;
        switch (State)
        {
            case ConnectionState.Sending:
                AfterResponse();
                if (State == ConnectionState.Reading) ReadRequests();
                break;
            case ConnectionState.Reading:
                ReadRequests();
                break;
            case ConnectionState.Running when Current!.OutputWait.IsWaiting:
                SetRunDeadline(Never);
                Current.OutputWait.SetResult(0);
                break;
        }
    }

    /// <summary>The answer is with the kernel: closes, reads the rest of the body away, or is ready for the next request.</summary>
    private void AfterResponse()
    {
        if (!keepAlive)
        {
            CloseGracefully();
        }
        else if (!IsBodyDone)
        {
            drained = 0;
            DrainBody();
        }
        else
        {
            EndRequest();
        }
    }

    private void BlockOutput()
    {
        IsOutputBlocked = true;
        if (State == ConnectionState.Running) SetRunDeadline(Loop.Now + Options.WriteTimeout);
        else Loop.SetDeadline(this, Loop.Now + Options.WriteTimeout);
    }

    private async ValueTask FlushSlowlyAsync(Exchange exchange, ReadOnlyMemory<byte> pending, CancellationToken cancellationToken)
    {
        for (int offset = 0; offset < pending.Length; offset += CopiedBody)
        {
            if (IsOutputBlocked) await WaitForOutputAsync(exchange, cancellationToken);
            AppendBody(exchange, pending.Span.Slice(offset, Math.Min(CopiedBody, pending.Length - offset)));
            if (!TrySend()) await WaitForOutputAsync(exchange, cancellationToken);
        }

        exchange.Response.ClearPending();
    }

    private async ValueTask WaitForOutputAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (State == ConnectionState.Closed) throw new IOException("The client is gone.");
        if (!IsOutputBlocked) return;
        using (cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (loop, wait) = ((EventLoop, CompletionSource))state!;
                loop.Post(() =>
                {
                    if (wait.IsWaiting) wait.SetException(new OperationCanceledException(token));
                });
            },
            (Loop, exchange.OutputWait)))
        {
            await exchange.OutputWait.Wait();
        }
    }

    private void StartStreaming(Exchange exchange)
    {
        SettleKeepAlive(exchange);
        WriteHead(exchange, exchange.Response.ContentLength, streaming: true);
        exchange.Response.HasStarted = true;
    }

    private void WriteWholeResponse(Exchange exchange, ReadOnlyMemory<byte> body)
    {
        Response response = exchange.Response;
        bool isHead = exchange.Head.Method == HttpMethod.Head;
        if (response.ContentLength is { } declared && declared != body.Length && !(isHead && body.IsEmpty))
        {
            ServingLog.BodyLengthMismatch(Options.Logger, exchange.Request.Method, exchange.Request.Target, declared, body.Length);
            response.Reset();
            response.Status = 500;
            body = default;
        }

        SettleKeepAlive(exchange);
        WriteHead(exchange, response.ContentLength ?? body.Length, streaming: false);
        response.HasStarted = true;
        if (isHead || !StatusText.AllowsBody(response.Status)) return;
        bodySent = body.Length;
        if (body.Length <= CopiedBody) Append(body.Span);
        else tail = body;
    }

    /// <summary>Settles whether another request may follow, before the head says so.</summary>
    private void SettleKeepAlive(Exchange exchange) =>
        keepAlive = exchange.Head.KeepAlive && Options.KeepAlive > 0 && !owner.IsDraining && CanDrainBody;

    /// <summary>Writes the head. <paramref name="length"/> is null for a body whose length is not known.</summary>
    private void WriteHead(Exchange exchange, long? length, bool streaming)
    {
        Response response = exchange.Response;
        RequestHead head = exchange.Head;
        bool hasBody = StatusText.AllowsBody(response.Status);
        chunked = streaming && hasBody && length is null && head.MinorVersion > 0 && head.Method != HttpMethod.Head;

        // An HTTP/1.0 client knows the end of such a body by the end of the connection only.
        if (streaming && hasBody && length is null && head.MinorVersion == 0) keepAlive = false;
        bodySent = 0;
        for (int room = FirstHeadRoom; !TryWriteHead(exchange, hasBody ? length : null, ReserveOutput(room)); room *= 2)
        {
            // Headers of an unusual size: the buffer grows.
        }
    }

    private bool TryWriteHead(Exchange exchange, long? length, Span<byte> room)
    {
        Response response = exchange.Response;
        var writer = new ResponseHeadWriter(room);
        bool fits = writer.TryStatusLine(response.Status)
            && writer.TryDate(owner.Clock.Date)
            && (!chunked || writer.TryChunked())
            && (chunked || length is not { } known || writer.TryContentLength(known))
            && (keepAlive || writer.TryConnectionClose())
            && (!keepAlive || exchange.Head.MinorVersion > 0 || writer.TryConnectionKeepAlive())
            && (response.ContentType is not { } type || writer.TryContentType(type));
        foreach (KeyValuePair<string, string> field in response.Headers.Fields) fits = fits && writer.TryField(field.Key, field.Value);
        if (!fits || !writer.TryEnd()) return false;
        CommitOutput(writer.Written);
        return true;
    }

    private void AppendBody(Exchange exchange, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return;
        Response response = exchange.Response;
        if (exchange.Head.Method == HttpMethod.Head || !StatusText.AllowsBody(response.Status)) return;
        bodySent += data.Length;
        if (response.ContentLength is { } declared && bodySent > declared)
            throw new InvalidOperationException($"More was written than the declared Content-Length of {declared} bytes.");
        if (!chunked)
        {
            Append(data);
            return;
        }

        Span<byte> room = ReserveOutput(ChunkFraming.MaxHeaderLength + data.Length + ChunkFraming.DataEnd.Length);
        int length = ChunkFraming.WriteHeader(room, data.Length);
        data.CopyTo(room[length..]);
        length += data.Length;
        ChunkFraming.DataEnd.CopyTo(room[length..]);
        CommitOutput(length + ChunkFraming.DataEnd.Length);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(ReserveOutput(bytes.Length));
        CommitOutput(bytes.Length);
    }

    private Span<byte> ReserveOutput(int count)
    {
        output ??= owner.Buffers.Borrow();
        if (output.Length - outputEnd < count)
        {
            byte[] larger = BufferPool.Allocate(Math.Max(output.Length * 2, outputEnd - outputStart + count));
            Buffer.BlockCopy(output, outputStart, larger, 0, outputEnd - outputStart);
            owner.Buffers.GiveBack(output);
            output = larger;
            outputEnd -= outputStart;
            outputStart = 0;
        }

        return output.AsSpan(outputEnd);
    }

    private void CommitOutput(int count) => outputEnd += count;

    private void ReleaseOutput()
    {
        if (output is null) return;
        owner.Buffers.GiveBack(output);
        output = null;
        outputStart = outputEnd = 0;
        tail = default;
        IsOutputBlocked = false;
    }
}
