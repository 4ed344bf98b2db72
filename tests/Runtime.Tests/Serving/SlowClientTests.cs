using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;
using AddressFamily = System.Net.Sockets.AddressFamily;
using Signals = Gatehouse.Linux.Signals;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>
/// What many slow clients cost a server process. LOAD_TESTS=full runs it in full, and the figures are the test's output; else
/// it is short, and holds only what does not depend on the machine.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class SlowClientTests : IDisposable
{
    private const long MiB = 1024 * 1024;

    private static readonly bool IsFull = Environment.GetEnvironmentVariable("LOAD_TESTS") == "full";

    private readonly TestDirectory directory = new();
    private readonly ITestOutputHelper output;

    public SlowClientTests(ITestOutputHelper output) => this.output = output;

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task SlowClientsHoldNobodyBackAndAreClosedAtTheirDeadline()
    {
        int slow = IsFull ? 5_000 : 500;
        int seconds = IsFull ? 30 : 3;
        using TestProcess server = Start(out IPEndPoint endPoint, "--header-timeout", $"{seconds}");
        using Wire healthy = Connect(endPoint);

        // What the server keeps for the next connections is there from now on.
        List<Socket> first = HoldUp(endPoint, 100);
        Latencies(healthy, 200);
        first.ForEach(s => s.Dispose());
        double[][] before = Rounds(healthy);
        (long live, long resident) atFirst = Memory(healthy);

        List<Socket> clients = HoldUp(endPoint, slow);
        using var stop = new CancellationTokenSource();
        Task trickle = Task.Run(() => Trickle(clients, stop.Token));
        double[][] during = Rounds(healthy);
        (long live, long resident) inBetween = Memory(healthy);
        await stop.CancelAsync();
        await trickle;

        // Every one of them hears why, and the end.
        byte[] answer = new byte[512];
        foreach (Socket client in clients)
        {
            var text = new StringBuilder();
            for (int got; (got = Receive(client, answer)) > 0;) text.Append(Encoding.ASCII.GetString(answer, 0, got));
            Assert.StartsWith("HTTP/1.1 408 ", text.ToString());
            client.Dispose();
        }

        (long live, long resident) after = Memory(healthy);
        output.WriteLine($"{slow} clients that send a byte a second");
        output.WriteLine($"p50 alone {At(before, 0.5):F3} ms, with them {At(during, 0.5):F3} ms");
        output.WriteLine($"p99 alone {At(before, 0.99):F3} ms, with them {At(during, 0.99):F3} ms");
        output.WriteLine($"live heap before {atFirst.live / 1024} KiB, with them {inBetween.live / 1024} KiB, after {after.live / 1024} KiB");
        output.WriteLine($"resident before {atFirst.resident / 1024} KiB, with them {inBetween.resident / 1024} KiB, after {after.resident / 1024} KiB");

        // The loop keeps a mebibyte of buffers for the next burst.
        Assert.InRange(after.live, 0, atFirst.live + (2 * MiB));
        server.Signal(Signals.Terminate);
        Assert.Equal(0, server.WaitForExit().Code);
    }

    [Fact]
    public async Task ASlowReaderOfALongAnswerCostsLittleMemory()
    {
        long bytes = (IsFull ? 1024 : 64) * MiB;
        using TestProcess server = Start(out IPEndPoint endPoint);
        using Wire other = Connect(endPoint);
        using Wire reader = Connect(endPoint);
        Latencies(other, 200);
        (long live, long resident) before = Memory(other);
        reader.Send($"GET /stream?bytes={bytes} HTTP/1.1", "Host: test", "Connection: close", "");
        reader.ExpectRaw("HTTP/1.1 200 OK\r\n");

        // It stops; the server writes until the kernel takes no more, and then waits: another request is answered at once.
        await Task.Delay(IsFull ? 2_000 : 200);
        (long live, long resident) stopped = Memory(other);
        Assert.InRange(stopped.live, 0, before.live + MiB);

        long read = 0;
        long mostLive = stopped.live;
        long mostResident = stopped.resident;
        var sample = Stopwatch.StartNew();
        for (int got; (got = reader.ReadSome()) > 0;)
        {
            read += got;
            if (sample.ElapsedMilliseconds < (IsFull ? 500 : 100)) continue;
            (long live, long resident) now = Memory(other);
            mostLive = Math.Max(mostLive, now.live);
            mostResident = Math.Max(mostResident, now.resident);
            sample.Restart();
        }

        Assert.InRange(read, bytes, bytes * 1.01);
        output.WriteLine($"a reader of {bytes / MiB} MiB that stops, and then reads slowly");
        output.WriteLine($"live heap before {before.live / 1024} KiB, stopped {stopped.live / 1024} KiB, at most {mostLive / 1024} KiB");
        output.WriteLine($"resident before {before.resident / 1024} KiB, stopped {stopped.resident / 1024} KiB, at most {mostResident / 1024} KiB");
        Assert.InRange(mostLive, 0, before.live + MiB);
    }

    private TestProcess Start(out IPEndPoint endPoint, params string[] settings)
    {
        int port;
        using (var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)free.LocalEndPoint!).Port;
        }

        endPoint = new IPEndPoint(IPAddress.Loopback, port);
        TestProcess server = TestProcess.Start(
            directory, TestProcess.Program, ["serve", "epoll", "-w", "1", "--port", $"{port}", "--log-level", "warning", .. settings]);
        IPEndPoint target = endPoint;
        Eventually.True(
            () =>
            {
                try
                {
                    Connect(target).Dispose();
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            },
            () => server.Output);
        return server;
    }

    private static Wire Connect(IPEndPoint endPoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endPoint);
        return new Wire(socket);
    }

    /// <summary>Connections that have sent the beginning of a request.</summary>
    private static List<Socket> HoldUp(IPEndPoint endPoint, int count)
    {
        var clients = new List<Socket>();
        for (int i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 60_000 };
            socket.Connect(endPoint);
            socket.Send("GET / HTTP/1.1\r\nX: "u8);
            clients.Add(socket);
        }

        return clients;
    }

    /// <summary>A byte a second from each, spread over the second.</summary>
    private static void Trickle(List<Socket> clients, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        for (long sent = 0; !stop.IsCancellationRequested; Thread.Sleep(1))
        {
            for (long due = watch.ElapsedMilliseconds * clients.Count / 1000; sent < due; sent++)
            {
                try
                {
                    clients[(int)(sent % clients.Count)].Send("x"u8);
                }
                catch (SocketException)
                {
                    // Its deadline has come.
                }
            }
        }
    }

    private static double[][] Rounds(Wire wire) => [.. Enumerable.Range(0, 5).Select(_ => Latencies(wire, IsFull ? 20_000 : 500))];

    /// <summary>Milliseconds from request to answer, in order of size.</summary>
    private static double[] Latencies(Wire wire, int count)
    {
        byte[] request = "GET / HTTP/1.1\r\nHost: test\r\n\r\n"u8.ToArray();
        double[] times = new double[count];
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            wire.SendRaw(request);
            Assert.EndsWith("Hello, World!", wire.ReadOnce());
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    /// <summary>The median of the rounds' quantiles.</summary>
    private static double At(double[][] rounds, double quantile) =>
        rounds.Select(sorted => sorted[(int)(sorted.Length * quantile)]).Order().ElementAt(rounds.Length / 2);

    private static (long Live, long Resident) Memory(Wire wire)
    {
        wire.Send("GET /memory HTTP/1.1", "Host: test", "");
        string answer = wire.ReadOnce();
        string[] numbers = answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Split(' ');
        return (long.Parse(numbers[0]), long.Parse(numbers[1]));
    }

    private static int Receive(Socket socket, byte[] buffer)
    {
        try
        {
            return socket.Receive(buffer);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }
}
