using Gatehouse;

// Sixteen routes, one for each resource of a shop, as an application of some size has them.
public sealed partial class Bench
{
    [Get("/brands/{id:int}")]
    public Response Brands(int id) => Json("brands", id);

    [Get("/carts/{id:int}")]
    public Response Carts(int id) => Json("carts", id);

    [Get("/categories/{id:int}")]
    public Response Categories(int id) => Json("categories", id);

    [Get("/coupons/{id:int}")]
    public Response Coupons(int id) => Json("coupons", id);

    [Get("/invoices/{id:int}")]
    public Response Invoices(int id) => Json("invoices", id);

    [Get("/orders/{id:int}")]
    public Response Orders(int id) => Json("orders", id);

    [Get("/payments/{id:int}")]
    public Response Payments(int id) => Json("payments", id);

    [Get("/products/{id:int}")]
    public Response Products(int id) => Json("products", id);

    [Get("/returns/{id:int}")]
    public Response Returns(int id) => Json("returns", id);

    [Get("/reviews/{id:int}")]
    public Response Reviews(int id) => Json("reviews", id);

    [Get("/shipments/{id:int}")]
    public Response Shipments(int id) => Json("shipments", id);

    [Get("/stores/{id:int}")]
    public Response Stores(int id) => Json("stores", id);

    [Get("/suppliers/{id:int}")]
    public Response Suppliers(int id) => Json("suppliers", id);

    [Get("/tickets/{id:int}")]
    public Response Tickets(int id) => Json("tickets", id);

    [Get("/users/{id:int}")]
    public Response Users(int id) => Json("users", id);

    [Get("/warehouses/{id:int}")]
    public Response Warehouses(int id) => Json("warehouses", id);

    private static Response Json(string kind, int id) => Response.Json(Item.Of(kind, id), BenchJson.Default.Item);
}
