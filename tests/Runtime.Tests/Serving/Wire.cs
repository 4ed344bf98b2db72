using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>A client that says and hears exact bytes, so that a test reads as a transcript.</summary>
internal sealed class Wire : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket socket;

    public Wire(Socket socket)
    {
        this.socket = socket;
        if (socket.AddressFamily == AddressFamily.InterNetwork) socket.NoDelay = true;
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
    }

    /// <summary>Whether there is something to hear, or the end.</summary>
    public bool HasInput => socket.Poll(0, SelectMode.SelectRead);

    /// <summary>Sends lines, each with CRLF.</summary>
    public void Send(params string[] lines) => SendRaw(string.Concat(lines.Select(line => line + "\r\n")));

    public void SendRaw(string bytes) => SendRaw(Encoding.Latin1.GetBytes(bytes));

    public void SendRaw(byte[] bytes)
    {
        for (int sent = 0; sent < bytes.Length;) sent += socket.Send(bytes.AsSpan(sent));
    }

    /// <summary>Hears exactly these lines, each with CRLF; a Date is heard as <c>Date: *</c>.</summary>
    public void Expect(params string[] lines)
    {
        foreach (string line in lines) Assert.Equal(line, ReadLine());
    }

    /// <summary>Hears exactly these bytes.</summary>
    public void ExpectRaw(string bytes) => Assert.Equal(bytes, Encoding.Latin1.GetString(Read(bytes.Length)));

    /// <summary>Hears the end of the connection.</summary>
    public void ExpectClose() => Assert.Equal(0, socket.Receive(new byte[1]));

    /// <summary>Hears a reset.</summary>
    public void ExpectReset()
    {
        var reset = Assert.Throws<SocketException>(() =>
        {
            byte[] rest = new byte[4096];
            while (socket.Receive(rest) > 0)
            {
                // What was on its way before the reset.
            }
        });
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    public byte[] Read(int count)
    {
        byte[] bytes = new byte[count];
        for (int read = 0; read < count;)
        {
            int got = socket.Receive(bytes.AsSpan(read));
            Assert.True(got > 0, $"The connection ended after {read} of {count} bytes: {Encoding.Latin1.GetString(bytes, 0, read)}");
            read += got;
        }

        return bytes;
    }

    /// <summary>A response head, up to and with its empty line.</summary>
    public string ReadHead()
    {
        var head = new StringBuilder();
        while (!(head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n")) head.Append((char)Read(1)[0]);
        return head.ToString();
    }

    /// <summary>The length that a response head declares.</summary>
    public static int ContentLength(string head)
    {
        const string Name = "\r\nContent-Length: ";
        int start = head.IndexOf(Name, StringComparison.Ordinal);
        Assert.True(start >= 0, $"There is no Content-Length in {head}");
        start += Name.Length;
        return int.Parse(head[start..head.IndexOf('\r', start)], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Everything until the end of the connection.</summary>
    public string ReadToEnd()
    {
        var text = new StringBuilder();
        byte[] bytes = new byte[65536];
        for (int got; (got = socket.Receive(bytes)) > 0;) text.Append(Encoding.Latin1.GetString(bytes, 0, got));
        return text.ToString();
    }

    /// <summary>How many bytes one receive call brings.</summary>
    public int ReadSome() => socket.Receive(new byte[4096]);

    /// <summary>What one receive call brings.</summary>
    public string ReadOnce()
    {
        byte[] bytes = new byte[65536];
        return Encoding.Latin1.GetString(bytes, 0, socket.Receive(bytes));
    }

    /// <summary>Says that nothing more will come; still listens.</summary>
    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    /// <summary>One line without its CRLF.</summary>
    public string ReadLine()
    {
        var line = new StringBuilder();
        while (true)
        {
            char c = (char)Read(1)[0];
            if (c == '\r')
            {
                Assert.Equal('\n', (char)Read(1)[0]);
                string text = line.ToString();
                return text.StartsWith("Date: ", StringComparison.Ordinal) ? "Date: *" : text;
            }

            line.Append(c);
        }
    }

    public void Dispose() => socket.Dispose();
}
