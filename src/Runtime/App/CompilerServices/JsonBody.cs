using System.ComponentModel;
using System.Text.Json.Serialization.Metadata;

namespace Gatehouse.CompilerServices;

/// <summary>Binds a parameter to the request body, as JSON. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonBody
{
    /// <summary>A body that has to be there.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="type">Its metadata.</param>
    /// <returns>The value, never null.</returns>
    /// <exception cref="HttpStatusException">
    /// 415: it is not JSON; 400: it is missing, invalid, null, or does not fit the type; or as for <see cref="Request.ReadBodyAsync"/>.
    /// </exception>
    public static ValueTask<T> ReadAsync<T>(Request request, JsonTypeInfo<T> type)
    {
        return BodyWait.On(request, Read(request, type));

        static async ValueTask<T> Read(Request request, JsonTypeInfo<T> type)
        {
            RequestText.ThrowUnlessJsonBody(request);
            return RequestText.DeserializeBody((await request.ReadBodyAsync()).Span, type)
                ?? throw BindingProblem.Body(ValueSource.Body, new HttpStatusException(400, "The JSON does not fit: it is null."));
        }
    }

    /// <summary>A body that may be absent.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="type">Its metadata.</param>
    /// <param name="otherwise">What stands for a body that is absent.</param>
    /// <exception cref="HttpStatusException">As <see cref="ReadAsync"/>, for a body that is there.</exception>
    public static ValueTask<T?> ReadOptionalAsync<T>(Request request, JsonTypeInfo<T> type, T? otherwise = default)
    {
        return BodyWait.On(request, Read(request, type, otherwise));

        static async ValueTask<T?> Read(Request request, JsonTypeInfo<T> type, T? otherwise)
        {
            ReadOnlyMemory<byte> body = await request.ReadBodyAsync();
            if (body.IsEmpty) return otherwise;
            RequestText.ThrowUnlessJsonBody(request);
            return RequestText.DeserializeBody(body.Span, type);
        }
    }
}
