namespace Gatehouse.Http;

/// <summary>What the conditions of a request say about its answer.</summary>
internal enum PreconditionResult
{
    /// <summary>The request is performed.</summary>
    Proceed,

    /// <summary>304: the client has it already (RFC 9110 section 15.4.5).</summary>
    NotModified,

    /// <summary>412: it is not what the client takes it for (RFC 9110 section 15.5.13).</summary>
    Failed,
}

/// <summary>The validators of a selected representation (RFC 9110 section 8.8).</summary>
/// <param name="tag">Its entity tag, as in the ETag field.</param>
/// <param name="lastModified">Its date of modification, in whole seconds.</param>
internal readonly ref struct Validators(ReadOnlySpan<byte> tag, DateTimeOffset lastModified)
{
    /// <summary>The entity tag.</summary>
    public ReadOnlySpan<byte> Tag { get; } = tag;

    /// <summary>The date of modification.</summary>
    public DateTimeOffset LastModified { get; } = lastModified;
}

/// <summary>
/// The conditional fields of a request (RFC 9110 section 13.1), each the field's value, several lines of one joined with a comma;
/// empty where it is not there. A date that is none makes its field ignored.
/// </summary>
internal ref struct Preconditions
{
    /// <summary>If-Match.</summary>
    public ReadOnlySpan<byte> IfMatch;

    /// <summary>If-None-Match.</summary>
    public ReadOnlySpan<byte> IfNoneMatch;

    /// <summary>If-Modified-Since.</summary>
    public ReadOnlySpan<byte> IfModifiedSince;

    /// <summary>If-Unmodified-Since.</summary>
    public ReadOnlySpan<byte> IfUnmodifiedSince;

    /// <summary>If-Range.</summary>
    public ReadOnlySpan<byte> IfRange;

    /// <summary>
    /// Evaluates steps 1 to 4 of RFC 9110 section 13.2.2 for a GET or HEAD that would be answered 200.
    /// </summary>
    /// <param name="current">What is there now.</param>
    /// <param name="now">The present, for years of two digits.</param>
    public readonly PreconditionResult Evaluate(in Validators current, DateTimeOffset now)
    {
        if (!IfMatch.IsEmpty)
        {
            if (!EntityTag.Matches(IfMatch, current.Tag, strong: true)) return PreconditionResult.Failed;
        }
        else if (HttpDateParser.TryParse(IfUnmodifiedSince, now, out DateTimeOffset unmodified) && current.LastModified > unmodified)
        {
            return PreconditionResult.Failed;
        }

        if (!IfNoneMatch.IsEmpty)
            return EntityTag.Matches(IfNoneMatch, current.Tag, strong: false) ? PreconditionResult.NotModified : PreconditionResult.Proceed;
        return HttpDateParser.TryParse(IfModifiedSince, now, out DateTimeOffset modified) && current.LastModified <= modified
            ? PreconditionResult.NotModified
            : PreconditionResult.Proceed;
    }

    /// <summary>
    /// Step 5: whether a Range field counts. Without If-Range it does; with it, if the tag is equal and strong, or the date the
    /// same to the second (RFC 9110 section 13.1.5).
    /// </summary>
    /// <param name="current">What is there now.</param>
    /// <param name="now">The present, for years of two digits.</param>
    public readonly bool AllowRange(in Validators current, DateTimeOffset now)
    {
        if (IfRange.IsEmpty) return true;
        if (EntityTag.IsValid(IfRange)) return EntityTag.EqualsStrongly(IfRange, current.Tag);

        // A date is strong only if nothing can have changed twice within its second (section 8.8.2.2): it must have passed.
        return HttpDateParser.TryParse(IfRange, now, out DateTimeOffset date)
            && date == current.LastModified
            && now - date >= TimeSpan.FromSeconds(1);
    }
}
