using Gatehouse.Http;

namespace Gatehouse.Serving;

/// <content>The answer: its head, its framing, and what follows it on the connection.</content>
internal abstract partial class Connection
{
    private const string StrictTransport = "Strict-Transport-Security";

    // Room that nearly every head fits in; a larger one is found out by trying.
    private const int FirstHeadRoom = 1024;

    private long bodySent;
    private bool keepAlive;
    private bool chunked;

    /// <summary>
    /// The handler is done: frames the answer, and sends it unless it may leave together with pipelined ones. Afterwards
    /// the connection reads the next request, or sends, drains, lingers or is closed.
    /// </summary>
    protected void CompleteResponse(Exchange exchange)
    {
        Response response = exchange.Response;
        ReadOnlyMemory<byte> body = response.Pending;
        if (!response.HasStarted && response.HasTrailers) StartStreaming(exchange);
        if (IsUpgraded)
        {
            // Nothing is framed any more.
        }
        else if (response.HasStarted)
        {
            if (response.ContentLength is { } declared && exchange.Head.Method != HttpMethod.Head && declared != bodySent + body.Length)
            {
                ServingLog.BodyLengthMismatch(
                    Options.Logger, exchange.Request.Method, exchange.Request.Target, declared, bodySent + body.Length);
                Abort();
                return;
            }

            AppendBody(exchange, body.Span);
            if (chunked) AppendLastChunk(response);
        }
        else
        {
            WriteWholeResponse(exchange, body);
        }

        if (keepAlive && tail.IsEmpty && IsBodyDone && !IsOutputFull)
        {
            RecordAnswered(exchange);
            EndRequest();
            return;
        }

        State = ConnectionState.Sending;
        if (TrySend()) AfterResponse();
    }

    /// <summary>Answers a request that never becomes one, or is given up, and closes.</summary>
    /// <param name="status">400 to 599.</param>
    /// <param name="reason">What the client is told.</param>
    protected void RefuseRequest(int status, string reason) =>
        RefuseRequest(Current, status, reason, Current is { Head.Method: HttpMethod.Head });

    private void RefuseRequest(Exchange? refused, int status, string reason, bool isHead)
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
        if (isHead) response.ClearPending();
        Append(response.Pending.Span);
        RecordRefused(refused, response, status);
        owner.GiveBack(exchange);
        if (status >= 400) ServingLog.RequestRefused(Options.Logger, Peer, status, reason);
        if (Current is not null)
        {
            owner.GiveBack(Current);
            Current = null;
        }

        State = ConnectionState.Sending;
        if (TrySend()) AfterResponse();
    }

    /// <summary>The answer is with the kernel: closes, reads the rest of the body away, or is ready for the next request.</summary>
    private void AfterResponse()
    {
        if (Current is { } answered) RecordAnswered(answered);
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

        // A handler that leaves the body of a HEAD away has not said how long it would be (RFC 9110 section 8.6).
        WriteHead(exchange, response.ContentLength ?? (isHead && body.IsEmpty ? null : body.Length), streaming: false);
        response.HasStarted = true;
        if (isHead || !StatusText.AllowsBody(response.Status)) return;
        bodySent = body.Length;
        if (body.Length <= CopiedBody) Append(body.Span);
        else tail = body;
    }

    private void AppendLastChunk(Response response)
    {
        if (!response.HasTrailers)
        {
            Append(ChunkFraming.LastChunk);
            return;
        }

        for (int room = FirstHeadRoom; !TryWriteTrailers(response.Trailers, ReserveOutput(room)); room *= 2)
        {
            // Trailers of an unusual size: the buffer grows.
        }
    }

    private bool TryWriteTrailers(ResponseHeaders trailers, Span<byte> room)
    {
        ChunkFraming.LastChunkLine.CopyTo(room);
        var writer = new ResponseHeadWriter(room[ChunkFraming.LastChunkLine.Length..]);
        if (!TryWriteFields(ref writer, trailers) || !writer.TryEnd()) return false;
        CommitOutput(ChunkFraming.LastChunkLine.Length + writer.Written);
        return true;
    }

    /// <summary>
    /// Settles whether another request may follow, before the head says so. Where a worker drains, those may that have come
    /// already: a client has to repeat what it pipelined behind the last answer (RFC 9112 section 9.6), and not every one can.
    /// </summary>
    private void SettleKeepAlive(Exchange exchange) =>
        keepAlive = exchange.Head.KeepAlive && Options.KeepAlive > 0 && (!owner.IsDraining || HasInput || readable) && CanDrainBody
            && (Options.MaxRequestsPerConnection == 0 || requests < Options.MaxRequestsPerConnection);

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

        // 205 has no body either, but says so with a length (RFC 9110 section 15.3.6).
        long? declared = hasBody ? length : response.Status == 205 ? 0 : null;
        for (int room = FirstHeadRoom; !TryWriteHead(exchange, declared, ReserveOutput(room)); room *= 2)
        {
            // Headers of an unusual size: the buffer grows.
        }
    }

    private bool TryWriteHead(Exchange exchange, long? length, Span<byte> room)
    {
        Response response = exchange.Response;
        var writer = new ResponseHeadWriter(room);
        LoopClock clock = owner.Clock;
        bool fits = (response.Status == 200
                ? writer.TryOpening(clock.OkOpening)
                : writer.TryStatusLine(response.Status) && writer.TryDate(clock.Date))
            && (!chunked || writer.TryChunked())
            && (chunked || length is not { } known || writer.TryContentLength(known))
            && (keepAlive || writer.TryConnectionClose())
            && (!keepAlive || exchange.Head.MinorVersion > 0 || writer.TryConnectionKeepAlive())
            && (response.ContentType is not { } type || writer.TryContentType(type));

        // Connection names Upgrade wherever it stands (RFC 9110 section 7.8).
        if (response.Headers.Count > 0 && response.Headers["Upgrade"] is not null) fits = fits && writer.TryField("Connection", "Upgrade");
        if (chunked && response.HasTrailers) fits = fits && writer.TryField("Trailer", response.Trailers.Names);
        if (Options.StrictTransportSecurity is { } strict && transport is { Scheme: "https" } && response.Headers[StrictTransport] is null)
            fits = fits && writer.TryField(StrictTransport, strict);
        if (!fits || !TryWriteFields(ref writer, response.Headers) || !writer.TryEnd()) return false;
        CommitOutput(writer.Written);
        return true;
    }

    /// <summary>Counts body bytes that are about to be sent. False for an answer that has no body to send.</summary>
    /// <exception cref="InvalidOperationException">They are more than the answer declared.</exception>
    private bool CountBody(Exchange exchange, long length)
    {
        Response response = exchange.Response;
        if (exchange.Head.Method == HttpMethod.Head || !StatusText.AllowsBody(response.Status)) return false;
        if (response.ContentLength is { } declared && bodySent + length > declared)
            throw new InvalidOperationException($"More was written than the declared Content-Length of {declared} bytes.");
        bodySent += length;
        return length > 0;
    }
}
