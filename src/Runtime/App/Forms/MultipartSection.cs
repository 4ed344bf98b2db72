using Gatehouse.Http;

namespace Gatehouse;

/// <summary>A part of a multipart/form-data body that is being received: a field or a file.</summary>
public sealed class MultipartSection
{
    private readonly FormOptions options;

    internal MultipartSection(MultipartReader reader, PartHead head, FormOptions options)
    {
        this.options = options;
        Name = head.Name;
        FileName = head.FileName;
        ContentType = head.ContentType;
        Body = new MultipartSectionStream(reader);
    }

    /// <summary>Name of the form's field.</summary>
    public string Name { get; }

    /// <summary>What the client calls the file, exactly as it says (see <see cref="FormFile.FileName"/>); null for a field that is no file.</summary>
    public string? FileName { get; }

    /// <summary>The media type that the client states, or null.</summary>
    public string? ContentType { get; }

    /// <summary>The bytes, as they come; valid until the next section is asked for. What is left of them is skipped then.</summary>
    public Stream Body { get; }

    /// <summary>Reads the rest of the section as text in UTF-8.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpStatusException">
    /// 413: it is over <see cref="FormOptions.MaxValueBytes"/>; 415: it is in another charset; 400: the body is malformed.
    /// </exception>
    public async ValueTask<string> ReadTextAsync(CancellationToken cancellationToken = default)
    {
        FormText.ThrowUnlessUtf8(ContentType);
        var text = new FormText(Name, options.MaxValueBytes);
        byte[] piece = new byte[4096];
        for (int count; (count = await Body.ReadAsync(piece, cancellationToken)) > 0;) text.Append(piece.AsSpan(0, count));
        return text.ToString();
    }
}
