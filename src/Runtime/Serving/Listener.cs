using Gatehouse.Serving.Tls;

namespace Gatehouse.Serving;

/// <summary>A listening socket, what is spoken on it, and how many loops of this process take connections from it.</summary>
/// <param name="descriptor">The socket.</param>
/// <param name="tls">The certificates of a TLS listener; null for plain HTTP.</param>
/// <param name="redirect">Where a listener that only redirects sends its clients; null for one that serves.</param>
/// <param name="screen">Says of the descriptor of a new connection whether it may stay; null: all may.</param>
/// <param name="isProxied">Every connection begins with a PROXY header, before TLS.</param>
internal sealed class Listener(
    int descriptor, TlsEndpoint? tls = null, HttpsRedirect? redirect = null, Predicate<int>? screen = null, bool isProxied = false)
{
    private int loops;

    public int Descriptor => descriptor;

    public TlsEndpoint? Tls => tls;

    public HttpsRedirect? Redirect => redirect;

    public Predicate<int>? Screen => screen;

    public bool IsProxied => isProxied;

    /// <summary>The scheme that clients of the listener use, before a trusted proxy says otherwise.</summary>
    public string Scheme => tls is null ? "http" : "https";

    /// <summary>
    /// Called when the last loop has left, on that loop's thread: this process accepts from the socket no more, and has to close it,
    /// because what is still queued when the last process closes it is reset.
    /// </summary>
    public Action? OnLeft { get; set; }

    /// <summary>A loop will take connections. Before any loop that shares the listener runs.</summary>
    public void Join() => loops++;

    /// <summary>A loop takes no more connections. Once for each <see cref="Join"/>; from any thread.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref loops) == 0) OnLeft?.Invoke();
    }
}
