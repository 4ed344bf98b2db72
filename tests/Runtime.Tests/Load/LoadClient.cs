using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Gatehouse.Runtime.Tests.Load;

/// <summary>
/// A client that keeps its connection for as long as the server does, and knows every byte of the answers that it is due. Only
/// a connection that is closed while nothing was asked on it, or after an answer that announced it, ends without a failure.
/// </summary>
internal sealed class LoadClient(int index, LoadPlan plan, LoadReport report)
{
    private const int LongestBody = 3000;
    private const int PauseAfterRefusal = 20;

    private readonly Random random = new(index);
    private readonly byte[] buffer = new byte[64 * 1024];
    private Socket? socket;
    private int start;
    private int end;
    private int worker;
    private int number;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (socket is null && !await ConnectAsync()) continue;
            if (plan.MostThought > 0) await Task.Delay(random.Next(plan.MostThought), CancellationToken.None);
            if (HasEnded())
            {
                report.CountIdleClose();
                Disconnect();
                continue;
            }

            await AskAsync();
        }

        Disconnect();
    }

    private async Task<bool> ConnectAsync()
    {
        long begun = Environment.TickCount64;
        var created = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var limit = new CancellationTokenSource(plan.Patience);
            await created.ConnectAsync(plan.EndPoint, limit.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            created.Dispose();
            worker = 0;
            Fail(e is SocketException ? LoadFailure.Refused : LoadFailure.TimedOut, "", begun, $"connect: {e.Message}");
            await Task.Delay(PauseAfterRefusal, CancellationToken.None);
            return false;
        }

        socket = created;
        start = end = worker = 0;
        report.CountConnect();
        return true;
    }

    /// <summary>Sends one request, or several at once, and checks what is answered.</summary>
    private async Task AskAsync()
    {
        var asked = new Queue<LoadRequest>();
        for (int count = random.Next(plan.MostPipelined) + 1; count > 0; count--) asked.Enqueue(Draw());
        byte[] bytes = [.. asked.SelectMany(request => request.Bytes)];
        long begun = Environment.TickCount64;
        long clock = Stopwatch.GetTimestamp();
        using var limit = new CancellationTokenSource(plan.Patience);
        report.CountSent(asked.Count);
        bool inAnswer = false;
        try
        {
            for (int sent = 0; sent < bytes.Length;) sent += await socket!.SendAsync(bytes.AsMemory(sent), limit.Token);
            while (asked.TryPeek(out LoadRequest? request))
            {
                inAnswer = false;
                string? head = await ReadHeadAsync(limit.Token);
                if (head is null) throw new LoadException(start < end ? LoadFailure.EndInAnswer : LoadFailure.EndBeforeAnswer, "the end came");
                inAnswer = true;
                bool closes = CheckHead(request, head);
                await CheckBodyAsync(request, limit.Token);
                asked.Dequeue();
                report.CountAnswered();
                report.Times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
                if (!closes) continue;
                await CheckEndAsync(limit.Token);
                if (asked.Count > 0) throw new LoadException(LoadFailure.EndBeforeAnswer, "the answer before said Connection: close");
                Disconnect();
            }
        }
        catch (LoadException e)
        {
            FailAll(e.Kind, e.Message);
        }
        catch (OperationCanceledException)
        {
            FailAll(LoadFailure.TimedOut, inAnswer ? "in an answer" : "before an answer");
        }
        catch (SocketException e)
        {
            FailAll(LoadFailure.Reset, $"{e.SocketErrorCode} {(inAnswer ? "in" : "before")} an answer");
        }

        void FailAll(LoadFailure kind, string detail)
        {
            // After the last answer nothing is left that could fail but the end itself.
            if (asked.Count == 0) Fail(kind, "", begun, "after the last answer: " + detail);
            foreach (LoadRequest request in asked) Fail(kind, request.Line, begun, detail);
            Disconnect();
        }
    }

    private LoadRequest Draw()
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"{index}-{number++}.");
        int takes = random.Next(plan.Takes.From, plan.Takes.To + 1);
        return new LoadRequest(plan.Path, id, random.Next(LongestBody), takes, hasBody: random.Next(4) == 0);
    }

    /// <returns>Whether the connection ends with the answer.</returns>
    private bool CheckHead(LoadRequest request, string head)
    {
        string[] lines = head.Split("\r\n");
        if (lines[0] != "HTTP/1.1 200 OK") throw new LoadException(LoadFailure.WrongBytes, lines[0]);
        bool closes = false, hasLength = false;
        foreach (string line in lines[1..])
        {
            if (line == "Connection: close") closes = true;
            else if (line == $"Content-Length: {request.Answer.Length}") hasLength = true;
            else if (line.StartsWith("X-Worker: ", StringComparison.Ordinal)) worker = int.Parse(line[10..], CultureInfo.InvariantCulture);
            else if (line != "Content-Type: text/plain; charset=utf-8" && !line.StartsWith("Date: ", StringComparison.Ordinal))
                throw new LoadException(LoadFailure.WrongBytes, line);
        }

        return hasLength ? closes : throw new LoadException(LoadFailure.WrongBytes, head);
    }

    private async Task CheckBodyAsync(LoadRequest request, CancellationToken limit)
    {
        for (int seen = 0; seen < request.Answer.Length;)
        {
            if (start == end && !await ReceiveAsync(limit)) throw new LoadException(LoadFailure.EndInAnswer, $"the end came after {seen} bytes");
            int count = Math.Min(end - start, request.Answer.Length - seen);
            if (!buffer.AsSpan(start, count).SequenceEqual(request.Answer.AsSpan(seen, count)))
                throw new LoadException(LoadFailure.WrongBytes, Encoding.Latin1.GetString(buffer, start, count));
            start += count;
            seen += count;
        }
    }

    private async Task CheckEndAsync(CancellationToken limit)
    {
        if (start < end || await ReceiveAsync(limit)) throw new LoadException(LoadFailure.WrongBytes, "bytes after the last answer");
    }

    /// <returns>The head without its empty line; null where the connection ended.</returns>
    private async Task<string?> ReadHeadAsync(CancellationToken limit)
    {
        while (true)
        {
            int length = buffer.AsSpan(start, end - start).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                string head = Encoding.Latin1.GetString(buffer, start, length);
                start += length + 4;
                return head;
            }

            if (!await ReceiveAsync(limit)) return null;
        }
    }

    private async Task<bool> ReceiveAsync(CancellationToken limit)
    {
        if (start == end) start = end = 0;
        if (end == buffer.Length)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        int count = await socket!.ReceiveAsync(buffer.AsMemory(end), limit);
        end += count;
        return count > 0;
    }

    /// <summary>Whether the server has closed, with nothing asked: bytes cannot come now.</summary>
    private bool HasEnded() => socket!.Poll(0, SelectMode.SelectRead);

    private void Fail(LoadFailure kind, string request, long begun, string detail) =>
        report.Failures.Enqueue(new FailedRequest(kind, request, worker, begun, Environment.TickCount64, detail));

    private void Disconnect()
    {
        socket?.Dispose();
        socket = null;
    }
}
