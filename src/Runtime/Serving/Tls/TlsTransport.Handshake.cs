using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gatehouse.Linux;

namespace Gatehouse.Serving.Tls;

internal sealed partial class TlsTransport
{
    // RFC 8446 section 5.1: the first byte of a client that speaks TLS is the type of a handshake record.
    private const byte HandshakeRecord = 22;
    private const int MostDiscarded = 64 * 1024;

    private int discarded;

    private static ReadOnlySpan<byte> NotTlsAnswer =>
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 33\r\nConnection: close\r\n\r\n"u8;

    private static ReadOnlySpan<byte> NotTlsReason => "This port speaks HTTPS, not HTTP\n"u8;

    /// <summary>The first bytes are there: begins the handshake, if they can be one.</summary>
    private unsafe void Begin()
    {
        byte first;
        nint count = Libc.Recv(fd, &first, 1, Libc.MSG_PEEK);
        if (count < 0 && Errno.Last is Errno.EAGAIN or Errno.EINTR) return;
        if (count <= 0)
        {
            phase = Phase.Ended;
        }
        else if (first == HandshakeRecord)
        {
            Handshake();
        }
        else
        {
            ServingLog.HandshakeFailed(owner.Options.Logger, connection.Peer, "it does not speak TLS");
            RefusePlainHttp(first);
        }
    }

    private void Handshake()
    {
        phase = Phase.Handshake;
        socket = new SocketStream(fd);
        tls = new SslStream(socket, leaveInnerStreamOpen: false);
        Task handshake = tls.AuthenticateAsServerAsync(
            static (_, hello, state, _) => new ValueTask<SslServerAuthenticationOptions>(((TlsEndpoint)state!).Select(hello.ServerName)),
            endpoint,
            CancellationToken.None);
        handshaking = handshake.ConfigureAwait(false).GetAwaiter();
        if (handshaking.IsCompleted) OnHandshakeDone();
        else handshaking.UnsafeOnCompleted(OnHandshakeDone);
    }

    private void OnHandshakeDone()
    {
        if (!owner.Loop.InLoop)
        {
            owner.Loop.Post(OnHandshakeDone);
            return;
        }

        try
        {
            handshaking.GetResult();
            if (phase != Phase.Handshake) return;
            phase = Phase.Open;
            clientCertificate = tls!.RemoteCertificate as X509Certificate2;

            // The deadline of the handshake is over; the one of the first request begins.
            owner.Loop.SetDeadline(connection, owner.Loop.Now + owner.Options.HeaderTimeout);
        }
        catch (Exception e)
        {
            // Whatever a client can make SslStream throw ends this connection and nothing else.
            if (phase != Phase.Handshake) return;
            ServingLog.HandshakeFailed(owner.Options.Logger, connection.Peer, Reason(e));
            phase = Phase.Ended;
        }

        if (!isInOnReady) connection.OnTransportReady(PollEvents.In);
    }

    /// <summary>Tells a client that speaks plain HTTP so in its own language; any other is not answered.</summary>
    private unsafe void RefusePlainHttp(byte first)
    {
        if (char.IsAsciiLetterUpper((char)first))
        {
            Span<byte> answer = stackalloc byte[NotTlsAnswer.Length + NotTlsReason.Length];
            NotTlsAnswer.CopyTo(answer);
            NotTlsReason.CopyTo(answer[NotTlsAnswer.Length..]);

            // It fits the socket's buffer, which is empty.
            fixed (byte* bytes = answer) _ = Libc.Send(fd, bytes, (nuint)answer.Length, Libc.MSG_NOSIGNAL);
        }

        _ = Libc.Shutdown(fd, Libc.SHUT_WR);
        phase = Phase.Refused;
    }

    /// <summary>Reads away what the client still sends, so that it does not make close(2) reset our last words. 0 at its end.</summary>
    private unsafe int Discard()
    {
        while (discarded < MostDiscarded)
        {
            nint count;
            byte[] scratch = owner.Scratch;
            fixed (byte* bytes = scratch) count = Libc.Recv(fd, bytes, (nuint)scratch.Length, 0);
            int error = count < 0 ? Errno.Last : 0;
            if (error == Errno.EINTR) continue;
            if (error == Errno.EAGAIN) return -1;
            if (count <= 0) return 0;
            discarded += (int)count;
        }

        return 0;
    }
}
