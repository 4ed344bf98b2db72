using Gatehouse.Http;
using Gatehouse.Linux;

namespace Gatehouse.Serving;

/// <summary>A connection and the application that answers on it.</summary>
/// <typeparam name="TApp">The application.</typeparam>
/// <typeparam name="TDispatch">Where its handlers run.</typeparam>
internal sealed class RequestConnection<TApp, TDispatch>(
    ServingLoop<TApp, TDispatch> owner, int fd, PeerAddress peer, Transport? transport = null, HttpsRedirect? redirect = null)
    : Connection(owner, fd, peer, transport)
    where TApp : class, IGatewayApplication<TApp>
    where TDispatch : struct, IDispatch
{
    // A client that pipelines without end gives way to the others after so many requests.
    private const int MostPerTurn = 256;

    private ValueTask running;
    private Exchange? runningExchange;
    private bool holdsPlace;
    private Exchange? startedExchange;
    private Action? onHandlerDone;

    /// <summary>The request's turn has come; see <see cref="ServingLoop.TryEnter"/>.</summary>
    public override void RunQueued()
    {
        Run(Current!);
        if (State == ConnectionState.Reading) ReadRequests();
    }

    protected override void ReadRequests()
    {
        for (int turn = 0; State == ConnectionState.Reading; turn++)
        {
            if (turn == MostPerTurn)
            {
                if (HasOutput && !TrySend()) return;
                Loop.Post(static state => ((RequestConnection<TApp, TDispatch>)state!).TakeTurn(), this);
                return;
            }

            if (!HasInput && (!IsReadable || !ReceiveAnew())) break;
            Exchange exchange = Current ??= owner.BorrowExchange();
            switch (exchange.Parser.Parse(Unparsed, exchange.Head, Options.Limits))
            {
                case ParseStatus.Complete:
                    BeginRequest(exchange);
                    Start(exchange);
                    continue;
                case ParseStatus.Error:
                    RefuseRequest(exchange.Parser.ErrorStatus, exchange.Parser.ErrorReason);
                    continue;
            }

            MakeRoomForHead();
            if (!IsReadable || !Receive()) break;
        }

        if (State == ConnectionState.Reading) Settle();
    }

    private void TakeTurn()
    {
        if (State == ConnectionState.Reading) ReadRequests();
    }

    protected override void OnAbandoned()
    {
        if (runningExchange is null)
        {
            owner.LeaveQueue(this);
            return;
        }

        runningExchange = null;
        LeavePlace();
    }

    protected override void LeavePlace()
    {
        if (!holdsPlace) return;
        holdsPlace = false;
        owner.Leave();
    }

    private void Start(Exchange exchange)
    {
        (int Status, string Text)? instead = owner.ApplyTrust(exchange.Request);
        exchange.Request.MaxRequestBody = Options.MaxRequestBody;
        if (exchange.Head.Method == HttpMethod.Connect)
        {
            // Nothing that follows may be taken for a request: the client may think that it talks through a tunnel.
            RefuseRequest(501, "This is no proxy: CONNECT is not served (RFC 9110 section 9.3.6).");
            return;
        }

        if (instead is { } answer)
        {
            RefuseRequest(answer.Status, answer.Text);
            return;
        }

        if (IsMisdirected(exchange))
        {
            RefuseRequest(421, "An https resource is served over TLS only (RFC 9110 section 7.4).");
            return;
        }

        try
        {
            exchange.Handler = redirect is null ? TApp.Select(exchange.Request) : Handler.NotFound;
        }
        catch (Exception e)
        {
            var expected = e as HttpStatusException;
            if (expected is null) ServingLog.HandlerFailed(Options.Logger, exchange.Request.Method, exchange.Request.Target, e);
            RefuseRequest(expected?.Status ?? 500, expected?.Message ?? "Internal Server Error");
            return;
        }

        // The route may have a limit of its own.
        if (exchange.Head.ContentLength > exchange.Request.MaxRequestBody)
        {
            RefuseRequest(413, $"The request body is over {exchange.Request.MaxRequestBody} bytes.");
            return;
        }

        if (owner.TryEnter(this))
        {
            Run(exchange);
            return;
        }

        State = ConnectionState.Queued;
        SetRunDeadline();
    }

    /// <summary>Whether an https resource is asked for where nothing is secured, by nobody who may say that it was.</summary>
    private bool IsMisdirected(Exchange exchange) =>
        exchange.Head.Form == TargetForm.Absolute
        && (exchange.Request.TargetBytes[4] | 0x20) == 's'
        && exchange.Request.Scheme == "http"
        && !IsPeerTrusted;

    private void Run(Exchange exchange)
    {
        State = ConnectionState.Running;
        runningExchange = exchange;
        holdsPlace = true;
        try
        {
            ValueTask task = exchange.Handler.Id >= 0
                ? owner.Dispatch.RunAsync(owner.Application, exchange.Handler, exchange.Request, exchange.Response)
                : AnswerWithoutHandler(exchange);
            if (!task.IsCompleted)
            {
                // Away from the loop by then, if the handler left it: it is brought back.
                running = task;
                startedExchange = exchange;
                owner.AddUnfinished(exchange);
                SetRunDeadline();
                task.GetAwaiter().UnsafeOnCompleted(onHandlerDone ??= OnHandlerDone);
                return;
            }

            task.GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            OnHandlerFailed(exchange, e);
        }

        EndRun(exchange);
    }

    private void OnHandlerDone()
    {
        if (!Loop.InLoop)
        {
            Loop.Post(OnHandlerDone);
            return;
        }

        Exchange exchange = startedExchange!;
        ValueTask task = running;
        running = default;
        startedExchange = null;
        owner.RemoveUnfinished(exchange);
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            OnHandlerFailed(exchange, e);
        }

        EndRun(exchange);
        if (State == ConnectionState.Reading) ReadRequests();
    }

    private void EndRun(Exchange exchange)
    {
        // Left behind: whoever did that has left already. The handler may have used its request until now.
        if (runningExchange is null)
        {
            exchange.Request.DisposeOwned();
            return;
        }

        runningExchange = null;
        LeavePlace();
        CompleteResponse(exchange);
    }

    private ValueTask AnswerWithoutHandler(Exchange exchange)
    {
        Response response = exchange.Response;
        if (redirect is not null)
        {
            redirect.Answer(exchange.Request, response);
            return default;
        }

        bool notFound = exchange.Handler.IsNotFound;

        // OPTIONS without a path asks for the server as a whole, which is there (RFC 9110 section 9.3.7).
        if (notFound && exchange.Head.PathLength == 0) return default;
        if (exchange.Handler.Allow is { } allow) response.Headers.Add("Allow", allow);

        // What a resource can do is known without its handlers (RFC 9110 section 9.3.7).
        if (!notFound && exchange.Head.Method == HttpMethod.Options)
        {
            response.Status = 204;
            return default;
        }

        response.Status = notFound ? 404 : 405;
        response.ContentType = Response.PlainText;
        response.Write(notFound ? "Not Found\n"u8 : "Method Not Allowed\n"u8);
        return default;
    }

    private void OnHandlerFailed(Exchange exchange, Exception failure)
    {
        // A handler that was left behind fails because of that; there is nobody to answer.
        if (runningExchange is null) return;
        Response response = exchange.Response;
        var expected = failure as HttpStatusException;
        if (expected is null) ServingLog.HandlerFailed(Options.Logger, exchange.Request.Method, exchange.Request.Target, failure);
        if (response.HasStarted)
        {
            Abort();
            return;
        }

        response.Reset();
        response.Status = expected?.Status ?? 500;
        if (expected is { Problem.IsEmpty: false })
        {
            response.ContentType = BindingProblem.MediaType;
            response.SetBody(expected.Problem);
            return;
        }

        response.ContentType = Response.PlainText;
        response.Write(expected is null ? "Internal Server Error\n" : expected.Message + "\n");
    }
}
