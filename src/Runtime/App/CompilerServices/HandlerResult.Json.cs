using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gatehouse.CompilerServices;

/// <content>What is sent as JSON.</content>
public static partial class HandlerResult
{
    // As for text: a handler may return Task<Pet> or Task<Pet?>.
#nullable disable annotations

    /// <summary>A value, as JSON; null is 204 (No Content).</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="response">The response.</param>
    /// <param name="value">What the handler returned.</param>
    /// <param name="type">Metadata of its type.</param>
    public static ValueTask WriteJsonAsync<T>(Response response, T value, JsonTypeInfo<T> type)
    {
        if (value is null) return NoContent(response);
        response.ContentType ??= "application/json";

        response.SetBody(JsonSerializer.SerializeToUtf8Bytes(value, type));
        return default;
    }

    /// <summary>A value to come.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="response">The response.</param>
    /// <param name="pending">What the handler returned.</param>
    /// <param name="type">Metadata of its type.</param>
    public static ValueTask WriteJsonAsync<T>(Response response, ValueTask<T> pending, JsonTypeInfo<T> type)
    {
        return pending.IsCompletedSuccessfully ? WriteJsonAsync(response, pending.Result, type) : Await(response, pending, type);

        static async ValueTask Await(Response response, ValueTask<T> pending, JsonTypeInfo<T> type) =>
            await WriteJsonAsync(response, await pending, type);
    }

    /// <summary>A value to come.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="response">The response.</param>
    /// <param name="pending">What the handler returned.</param>
    /// <param name="type">Metadata of its type.</param>
    public static ValueTask WriteJsonAsync<T>(Response response, Task<T> pending, JsonTypeInfo<T> type) =>
        WriteJsonAsync(response, new ValueTask<T>(pending), type);

#nullable restore annotations
}
