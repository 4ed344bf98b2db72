using System.Text;

namespace Gatehouse.Http;

/// <content>The request line: method SP request-target SP HTTP-version (RFC 9112 section 3).</content>
internal partial struct RequestParser
{
    private const int VersionLength = 8;

    // The line has only SP and visible ASCII.
    private bool ReadRequestLine(ReadOnlySpan<byte> line, RequestHead head)
    {
        int methodLength = line.IndexOf((byte)' ');
        if (methodLength < 0) return Fail(400, "request line is not method, target and version (RFC 9112 section 3)");
        ReadOnlySpan<byte> method = line[..methodLength];
        head.Method = HttpMethods.Recognise(method);
        head.MethodLength = methodLength;
        if (head.Method == HttpMethod.Other && !HeaderRules.IsToken(method))
            return Fail(400, "method is no token (RFC 9110 section 9.1)");

        int targetStart = methodLength + 1;
        int targetLength = line.LastIndexOf((byte)' ') - targetStart;
        if (targetLength <= 0) return Fail(400, "request line is not method, target and version (RFC 9112 section 3)");
        return ReadVersion(line[(targetStart + targetLength + 1)..], head)
            && ReadTarget(line.Slice(targetStart, targetLength), position + targetStart, head);
    }

    private bool ReadVersion(ReadOnlySpan<byte> version, RequestHead head)
    {
        if (version.SequenceEqual("HTTP/1.1"u8))
        {
            head.MinorVersion = 1;
            return true;
        }

        // HTTP-name is case-sensitive, and each number is one digit (RFC 9112 section 2.3).
        if (version.Length != VersionLength || !version.StartsWith("HTTP/"u8) || version[6] != '.'
            || !char.IsAsciiDigit((char)version[5]) || !char.IsAsciiDigit((char)version[7]))
        {
            return Fail(400, "malformed HTTP version (RFC 9112 section 2.3)");
        }

        if (version[5] != '1') return Fail(505, "HTTP version other than 1 (RFC 9110 section 15.6.6)");
        head.MinorVersion = version[7] == '0' ? (byte)0 : (byte)1;
        return true;
    }

    private bool ReadTarget(ReadOnlySpan<byte> target, int start, RequestHead head)
    {
        head.TargetStart = start;
        head.TargetLength = target.Length;
        if (head.Method == HttpMethod.Connect) return ReadAuthorityForm(target, head);
        if (target[0] == '/')
        {
            head.Form = TargetForm.Origin;
            return ReadPathAndQuery(target, 0, head);
        }

        if (target.SequenceEqual("*"u8))
        {
            head.Form = TargetForm.Asterisk;
            return head.Method == HttpMethod.Options || Fail(400, "target '*' without OPTIONS (RFC 9112 section 3.2.4)");
        }

        return ReadAbsoluteForm(target, head);
    }

    // A client that sends CONNECT must name a port (RFC 9110 section 9.3.6).
    private bool ReadAuthorityForm(ReadOnlySpan<byte> target, RequestHead head)
    {
        if (!Authority.TryParse(target, out _, out int port) || port <= 0)
            return Fail(400, "CONNECT target is not host and port (RFC 9112 section 3.2.3)");
        head.Form = TargetForm.Authority;
        head.HostStart = head.TargetStart;
        head.HostLength = target.Length;
        return true;
    }

    private bool ReadAbsoluteForm(ReadOnlySpan<byte> target, RequestHead head)
    {
        int hostStart = SchemeLength(target);
        if (hostStart == 0)
            return Fail(400, "target is neither a path nor an http or https URI (RFC 9112 section 3.2)");
        ReadOnlySpan<byte> rest = target[hostStart..];
        int hostLength = rest.IndexOfAny((byte)'/', (byte)'?');
        if (hostLength < 0) hostLength = rest.Length;
        if (hostLength == 0 || !Authority.TryParse(rest[..hostLength], out _, out _))
            return Fail(400, "target has no valid host (RFC 9110 section 4.2)");
        head.Form = TargetForm.Absolute;
        head.HostStart = head.TargetStart + hostStart;
        head.HostLength = hostLength;
        int pathStart = hostStart + hostLength;
        if (!ReadPathAndQuery(target, pathStart, head)) return false;
        bool wholeServer = head.Method == HttpMethod.Options && pathStart == target.Length;
        if (head.PathLength == 0 && !wholeServer)
        {
            // The empty path is "/"; the second slash of "://" lends itself.
            head.PathStart = head.HostStart - 1;
            head.PathLength = 1;
        }

        return true;
    }

    private static int SchemeLength(ReadOnlySpan<byte> target)
    {
        if (target.Length >= 7 && Ascii.EqualsIgnoreCase(target[..7], "http://"u8)) return 7;
        return target.Length >= 8 && Ascii.EqualsIgnoreCase(target[..8], "https://"u8) ? 8 : 0;
    }

    private bool ReadPathAndQuery(ReadOnlySpan<byte> target, int pathStart, RequestHead head)
    {
        head.PathStart = head.TargetStart + pathStart;
        int stop = target[pathStart..].IndexOfAny((byte)'?', (byte)'#', (byte)' ');
        if (stop < 0)
        {
            head.PathLength = target.Length - pathStart;
            return true;
        }

        int queryStart = pathStart + stop + 1;
        if (target[queryStart - 1] != '?' || target[queryStart..].ContainsAny((byte)'#', (byte)' '))
            return Fail(400, "space or fragment in the target (RFC 9112 section 3.2)");
        head.PathLength = stop;
        head.QueryStart = head.TargetStart + queryStart;
        head.QueryLength = target.Length - queryStart;
        return true;
    }
}
