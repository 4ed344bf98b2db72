using System.Globalization;
using System.Text;
using System.Text.Json;
using Gatehouse.Linux;

namespace Gatehouse.Hosting.Operating;

/// <summary>A server that is asked over its control socket.</summary>
internal sealed class ControlledServer : RunningServer
{
    // What the master answers at once, if its loop is not stuck.
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    private readonly string path;

    private ControlledServer(string path, RunningProcess? process)
        : base(process) => this.path = path;

    /// <summary>Null when nobody listens there.</summary>
    /// <exception cref="OperatingException">This process may not connect.</exception>
    public static ControlledServer? Find(string path)
    {
        try
        {
            using var client = StreamClient.Connect(path);
            return new ControlledServer(path, RunningProcess.Find(client.Peer.Pid));
        }
        catch (SystemCallException e) when (e.Error is Errno.ENOENT or Errno.ECONNREFUSED or Errno.ENOTDIR)
        {
            return null;
        }
        catch (Exception e) when (e is SystemCallException or ArgumentException)
        {
            throw new OperatingException($"cannot connect to the control socket {path}: {(e is SystemCallException failed ? Errno.Message(failed.Error) : e.Message)}");
        }
    }

    public override ServiceStatus Status()
    {
        try
        {
            return StatusJson.Read(Ask("GET", "/status", AnswerTime));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new OperatingException($"the answer of {path} is not understood: {e.Message}");
        }
    }

    public override ServiceStatus StatusWithRates() => Status();

    public override string Reload(TimeSpan? limit) => Text(Ask("POST", "/reload", limit ?? TimeSpan.Zero));

    public override void Stop(bool quick) => Ask("POST", quick ? "/stop?quick" : "/stop", AnswerTime);

    public override void Scale(int workers, TimeSpan? limit) =>
        Ask("POST", string.Create(CultureInfo.InvariantCulture, $"/scale?workers={workers}"), AnswerTime);

    public override int Upgrade(TimeSpan? limit) =>
        int.Parse(Text(Ask("POST", "/upgrade", limit ?? TimeSpan.Zero)).Split(' ')[1], CultureInfo.InvariantCulture);

    public override void ReopenLogs() => Ask("POST", "/reopen-logs", AnswerTime);

    /// <summary>Also where the process itself cannot be seen: then the socket tells.</summary>
    public override bool WaitForExit(TimeSpan? limit)
    {
        if (Process is not null) return base.WaitForExit(limit);
        return WaitUntil(
            () =>
            {
                using ControlledServer? again = Find(path);
                return again is null;
            },
            limit);
    }

    private static string Text(byte[] body) => StatusTable.Printable(Encoding.UTF8.GetString(body).Trim());

    /// <exception cref="OperatingException">The server refuses, or does not answer.</exception>
    private byte[] Ask(string method, string target, TimeSpan silence)
    {
        try
        {
            using var client = StreamClient.Connect(path);
            client.Send(Encoding.ASCII.GetBytes($"{method} {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            byte[] answer = client.ReceiveToEnd(silence);
            int end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
            string status = end < 0 ? "" : Encoding.ASCII.GetString(answer, 0, end).Split('\r')[0];
            if (status.Split(' ') is not [_, var code, ..]) throw new OperatingException($"{path} closed the connection without an answer");
            byte[] body = answer[(end + 4)..];
            return code[0] == '2' ? body : throw new OperatingException(Text(body) is { Length: > 0 } reason ? reason : status);
        }
        catch (SystemCallException e)
        {
            throw new OperatingException(e.Error == Errno.EAGAIN
                ? $"{path} has not answered within {silence.TotalSeconds} s"
                : $"{path} does not answer: {Errno.Message(e.Error)}");
        }
    }
}
