using System.Buffers;
using System.ComponentModel;
using System.Text;

namespace Gatehouse.CompilerServices;

/// <summary>
/// Binds parameters to fields and files of a form. A field that was left empty is as good as absent for everything but text.
/// For generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FormValue
{
    private const int StackLimit = 256;

    /// <summary>Reads the form.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="HttpStatusException">As <see cref="Request.ReadFormAsync"/>.</exception>
    public static ValueTask<FormData> ReadAsync(Request request)
    {
        return BodyWait.On(request, Read(request));

        static async ValueTask<FormData> Read(Request request)
        {
            try
            {
                return await request.ReadFormAsync();
            }
            catch (HttpStatusException e) when (e.Status is 400 or 415)
            {
                throw BindingProblem.Body(ValueSource.Form, e);
            }
        }
    }

    /// <summary>A field that has to be there.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <typeparam name="TFormat">How it is written.</typeparam>
    /// <param name="form">The form.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="HttpStatusException">400: it is missing, repeated, or does not parse.</exception>
    public static T Required<T, TFormat>(FormData form, string name)
        where TFormat : IValueFormat<T> =>
        Find<T>(form, name) is { } text ? Read<T, TFormat>(text, name) : throw BindingProblem.Missing(ValueSource.Form, name);

    /// <summary>A field that may be absent, of a value type.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <typeparam name="TFormat">How it is written.</typeparam>
    /// <param name="form">The form.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="HttpStatusException">400: it is repeated, or does not parse.</exception>
    public static T? Nullable<T, TFormat>(FormData form, string name)
        where T : struct
        where TFormat : IValueFormat<T> =>
        Find<T>(form, name) is { } text ? Read<T, TFormat>(text, name) : null;

    /// <summary>A field that may be absent, of a reference type.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <typeparam name="TFormat">How it is written.</typeparam>
    /// <param name="form">The form.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="HttpStatusException">400: it is repeated, or does not parse.</exception>
    public static T? OrNull<T, TFormat>(FormData form, string name)
        where T : class
        where TFormat : IValueFormat<T> =>
        Find<T>(form, name) is { } text ? Read<T, TFormat>(text, name) : null;

    /// <summary>Every field of a name; null where there is none.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <typeparam name="TFormat">How they are written.</typeparam>
    /// <param name="form">The form.</param>
    /// <param name="name">Their name.</param>
    /// <exception cref="HttpStatusException">400: one does not parse.</exception>
    public static List<T>? List<T, TFormat>(FormData form, string name)
        where TFormat : IValueFormat<T>
    {
        List<T>? values = null;
        foreach (KeyValuePair<string, string> field in form.Fields)
        {
            if (field.Key == name && IsThere<T>(field.Value)) (values ??= []).Add(Read<T, TFormat>(field.Value, name));
        }

        return values;
    }

    /// <summary>As <see cref="List"/>, as an array.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <typeparam name="TFormat">How they are written.</typeparam>
    /// <param name="form">The form.</param>
    /// <param name="name">Their name.</param>
    /// <exception cref="HttpStatusException">400: one does not parse.</exception>
    public static T[]? Array<T, TFormat>(FormData form, string name)
        where TFormat : IValueFormat<T> => List<T, TFormat>(form, name)?.ToArray();

    /// <summary>A file that has to be there.</summary>
    /// <param name="form">The form.</param>
    /// <param name="name">Name of its field.</param>
    /// <exception cref="HttpStatusException">400: it is missing.</exception>
    public static FormFile File(FormData form, string name) => form.File(name) ?? throw BindingProblem.Missing(ValueSource.Form, name);

    /// <summary>Every file of a field; null where there is none.</summary>
    /// <param name="form">The form.</param>
    /// <param name="name">Name of the field.</param>
    public static List<FormFile>? Files(FormData form, string name)
    {
        List<FormFile> files = [.. form.Files.Where(file => file.Name == name)];
        return files.Count == 0 ? null : files;
    }

    private static string? Find<T>(FormData form, string name)
    {
        string? found = null;
        foreach (KeyValuePair<string, string> field in form.Fields)
        {
            if (field.Key != name || !IsThere<T>(field.Value)) continue;
            if (found is not null) throw BindingProblem.Repeated(ValueSource.Form, name);
            found = field.Value;
        }

        return found;
    }

    private static bool IsThere<T>(string value) => value.Length > 0 || typeof(T) == typeof(string);

    private static T Read<T, TFormat>(string text, string name)
        where TFormat : IValueFormat<T>
    {
        if (typeof(T) == typeof(string)) return (T)(object)text;
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = most > StackLimit ? ArrayPool<byte>.Shared.Rent(most) : null;
        try
        {
            Span<byte> bytes = rented ?? stackalloc byte[StackLimit];
            return EncodedValue.Decoded<T, TFormat>(bytes[..Encoding.UTF8.GetBytes(text, bytes)], ValueSource.Form, name);
        }
        finally
        {
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
