/** The same network in Python, with the same names in its state dict. Odd sizes are padded as the layers here do. */
export const UNET_DEFINITION = `class DoubleConv(nn.Module):
    def __init__(self, inputs, middle, outputs, batch_norm, dropout=0.0):
        super().__init__()
        layers = []
        for size_in, size_out in ((inputs, middle), (middle, outputs)):
            same = dict(kernel_size=3, padding=1, bias=not batch_norm)
            if size_in is None:
                layers.append(nn.LazyConv2d(size_out, **same))
            else:
                layers.append(nn.Conv2d(size_in, size_out, **same))
            if batch_norm:
                layers.append(nn.BatchNorm2d(size_out))
            layers.append(nn.ReLU())
        if dropout > 0:
            layers.append(nn.Dropout(dropout))
        self.double_conv = nn.Sequential(*layers)

    def forward(self, x):
        return self.double_conv(x)


class Down(nn.Module):
    def __init__(self, *sizes):
        super().__init__()
        self.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), DoubleConv(*sizes))

    def forward(self, x):
        return self.maxpool_conv(x)


class Up(nn.Module):
    def __init__(self, inputs, outputs, bilinear, batch_norm):
        super().__init__()
        if bilinear:
            self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
        else:
            self.up = nn.ConvTranspose2d(inputs, inputs // 2, kernel_size=2, stride=2)
        self.conv = DoubleConv(inputs, inputs // 2 if bilinear else outputs, outputs, batch_norm)

    def forward(self, x, skip):
        x = self.up(x)
        rows, columns = skip.shape[2] - x.shape[2], skip.shape[3] - x.shape[3]
        x = F.pad(x, [columns // 2, columns - columns // 2, rows // 2, rows - rows // 2])
        return self.conv(torch.cat([skip, x], dim=1))


class OutConv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel_size=1)

    def forward(self, x):
        return self.conv(x)


class UNet(nn.Module):
    def __init__(self, n_classes, base, depth, bilinear, batch_norm, dropout):
        super().__init__()
        self.depth, share = depth, 2 if bilinear else 1
        self.inc = DoubleConv(None, base, base, batch_norm)
        for level in range(1, depth + 1):
            size = base * 2**level // (share if level == depth else 1)
            p = dropout if level == depth else 0.0
            setattr(self, f"down{level}", Down(base * 2 ** (level - 1), size, size, batch_norm, p))
        for step in range(1, depth + 1):
            size = base * 2 ** (depth - step) // (1 if step == depth else share)
            up = Up(base * 2 ** (depth - step + 1), size, bilinear, batch_norm)
            setattr(self, f"up{step}", up)
        self.outc = OutConv(base, n_classes)

    def forward(self, x):
        skips = [self.inc(x)]
        for level in range(1, self.depth + 1):
            skips.append(getattr(self, f"down{level}")(skips[-1]))
        x = skips.pop()
        for step in range(1, self.depth + 1):
            x = getattr(self, f"up{step}")(x, skips.pop())
        return self.outc(x)`;
